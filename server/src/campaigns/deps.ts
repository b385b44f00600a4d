// What works on campaigns needs of the house.

import type { MessageType, TransportName } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import type { BatchCheck, PlanGate } from "../messaging/index.ts";

export type WorkDeps = {
  /** Sees named tenants only. */
  app: Database;
  /** Finds what there is to do in all of them. */
  engine: Database;
  /** What messages of requests are asked before they are accepted; templates are seen to here. */
  checks: readonly BatchCheck[];
  /** Without it nobody is held to a plan. */
  plan?: PlanGate;
  /** How many people are written down in one transaction; when absent, as many as take some seconds. */
  pageRows?: number;
  /** What tracked links begin with, `https://…/l/`. */
  linkBase: string;
  carriedTypes(transport: TransportName): ReadonlySet<MessageType>;
  newId(): string;
  now(): Date;
  onError(error: Error): void;
};
