// What every part of the control process needs, opened once.

import { collectDefaultMetrics, Registry } from "prom-client";
import type { AttachedConfig } from "../config.ts";
import { createAddressHash, type PeopleDeps } from "../audience/index.ts";
import { createAudit } from "../compliance/index.ts";
import type { AuditDeps } from "../kernel/audit.ts";
import type { Vault } from "../kernel/crypto.ts";
import { type Clicks, createClicks } from "../campaigns/index.ts";
import { createFeed, type Feed } from "../events/index.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createLog, type Log } from "../kernel/log.ts";
import { type MediaStore, openMediaStore } from "../media/index.ts";
import type { People } from "../people/index.ts";
import { openVaultAt } from "../open-vault.ts";
import { openPlans, type Plans } from "../plans/index.ts";
import { createSenderFinder, type SenderFinder } from "../senders/index.ts";
import { type Answers, createAnswers } from "../sessions/index.ts";
import type { Courier } from "../webhooks/index.ts";
import { openPeople } from "./people.ts";
import { openCourier } from "./webhooks.ts";

export type House = {
  vault: Vault;
  log: Log;
  /** Sees named tenants only; serves requests. */
  app: Database;
  /** Crosses tenants; looks up keys, reads webhooks. */
  engine: Database;
  registry: Registry;
  /** Which sender is meant: one for the process, so that what any of its routes writes is seen at once. */
  finder: SenderFinder;
  /** Answers of transport processes to what was asked of them. */
  answers: Answers;
  media: MediaStore;
  /** What tenants may accept. */
  plans: Plans;
  /** What happens, for those who follow it. */
  events: Feed;
  /** Calls tenants' webhook endpoints. */
  courier: Courier;
  /** Who follows links of campaigns. */
  clicks: Clicks;
  /** Where people reach this installation from outside. */
  publicUrl: string;
  /** What was done, by whom. */
  audit: AuditDeps;
  /** How people are told apart, and what they agreed to is kept. */
  people: PeopleDeps;
  /** Who signs in, and what they may do. */
  staff: People;
  newId(): string;
  onError(error: Error): void;
};

export async function openHouse(config: AttachedConfig): Promise<House> {
  const vault = await openVaultAt(config);
  const log = createLog({ level: config.logLevel, role: "control", phoneKey: vault.derive("log") });
  const onError = (error: Error): void => log.error("background work failed", { error });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const url = config.databaseUrl;
  const newId = createIdMaker(Date.now);
  const app = createDatabase({ url, role: "waypost_app", connectionsMax: 12, onError });
  const engine = createDatabase({ url, role: "waypost_engine", connectionsMax: 6, onError });
  return {
    vault,
    log,
    app,
    engine,
    plans: openPlans({ engine, use: "accept", onError }),
    registry,
    finder: createSenderFinder({ db: app, now: Date.now }),
    answers: createAnswers(),
    events: createFeed({ engine, onError }),
    clicks: createClicks({ db: engine, onError }),
    publicUrl: config.http.publicUrl,
    media: await openMediaStore({ address: config.media, dataDir: config.dataDir }),
    courier: openCourier(config),
    audit: createAudit(vault),
    people: { newId, hash: createAddressHash(vault.derive("suppression")) },
    staff: openPeople(config, { engine, vault, newId, onError }),
    newId,
    onError,
  };
}
