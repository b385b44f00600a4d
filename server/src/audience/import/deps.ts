// What imports need of the house: its databases, how people are told apart, and what other rooms have to say.

import type { Database, Tx } from "../../kernel/db.ts";
import type { Silenced } from "../consent/spread-words.ts";
import type { PeopleDeps } from "../contacts/find-contacts.ts";

export type ImportDeps = {
  /** Sees named tenants only: everything that is written goes through it. */
  app: Database;
  /** Crosses tenants, to find what there is to do. */
  engine: Database;
  people: PeopleDeps;
  now(): Date;
  /** ISO 3166-1: of the tenant's numbers without a country code. */
  defaultCountry(tenantId: string): Promise<string | null>;
  /** Takes what waits for these numbers out of their lanes. */
  skipWaiting(tx: Tx, people: readonly Silenced[]): Promise<unknown>;
  /**
   * How many contacts the tenant's plan has room for, held until the transaction ends; null for any number.
   */
  placesLeft(tx: Tx, tenantId: string): Promise<number | null>;
  onError(error: Error): void;
};
