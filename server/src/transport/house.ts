// What every part of the transport process stands on: its database, its keys, its log.

import { type PeopleDeps, createAddressHash } from "../audience/index.ts";
import type { AttachedConfig } from "../config.ts";
import type { Vault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createLog, type Log } from "../kernel/log.ts";
import { type Node, usualLeaseMs } from "../kernel/nodes.ts";
import type { Dispatcher, EvidenceDeps } from "../messaging/index.ts";
import { openPlans, type Plans } from "../plans/index.ts";
import { openVaultAt } from "../open-vault.ts";

/** `parts` are those that need each other. */
export type House = {
  vault: Vault;
  log: Log;
  db: Database;
  /** A connection of its own with little patience: a renewal that waits behind work is a lost lease. */
  leases: Database;
  evidence: EvidenceDeps;
  people: PeopleDeps;
  /** What tenants may let leave. */
  plans: Plans;
  onError(error: Error): void;
  parts: { node: Node | null; dispatcher: Dispatcher | null; draining: boolean };
};

export async function openHouse(config: AttachedConfig): Promise<House> {
  const vault = await openVaultAt(config);
  const log = createLog({ level: config.logLevel, role: "transport", phoneKey: vault.derive("log") });
  const onError = (error: Error): void => log.error("background work failed", { error });
  const db = open(config, 4, 30_000, onError);
  return {
    vault,
    log,
    db,
    plans: openPlans({ engine: db, use: "dispatch", onError }),
    leases: open(config, 1, 3_000, onError),
    people: {
      newId: createIdMaker(Date.now),
      hash: createAddressHash(vault.derive("suppression")),
    },
    evidence: {
      newId: createIdMaker(Date.now),
      random: Math.random,
    },
    onError,
    parts: { node: null, dispatcher: null, draining: false },
  };
}

function open(
  config: AttachedConfig,
  connectionsMax: number,
  patienceMs: number,
  onError: (error: Error) => void,
): Database {
  return createDatabase({
    url: config.databaseUrl,
    role: "waypost_engine",
    connectionsMax,
    patienceMs,
    byIndex: true,
    // Who has been silent for longer has lost what it was working on.
    idleInTransactionMs: usualLeaseMs,
    onError,
  });
}
