// What the dispatcher asks of the database, as a port: Postgres when it works, a model of Postgres when it is proven.

import type { Database } from "../kernel/db.ts";
import { applyStatuses, type EvidenceDeps, type SenderStatus } from "./apply-evidence.ts";
import {
  type Claimed,
  claimMessages,
  expireMessages,
  findInFlight,
  type InFlight,
  type LaneAllowance,
  type OutcomeRow,
  recordOutcomes,
} from "./store/dispatch.ts";

export type LaneStore = {
  claim(node: string, lanes: readonly LaneAllowance[]): Promise<Claimed[]>;
  record(rows: readonly OutcomeRow[]): Promise<{ message_id: string }[]>;
  findInFlight(held: readonly HeldShard[]): Promise<InFlight[]>;
  expire(atMost: number): Promise<void>;
  /** All of it in one transaction. */
  keepEvidence(statuses: readonly SenderStatus[]): Promise<void>;
};

export type HeldShard = { shard: number; epoch: string };

export function createLaneStore(db: Database, evidence: EvidenceDeps): LaneStore {
  return {
    claim: (node, lanes) => claimMessages(db, node, lanes),
    record: (rows) => recordOutcomes(db, rows),
    findInFlight: (held) =>
      findInFlight(db, [held.map(({ shard }) => shard), held.map(({ epoch }) => epoch)]),
    expire: async (atMost) => void (await expireMessages(db, [atMost])),
    keepEvidence: async (statuses) =>
      void (await db.transaction((tx) => applyStatuses(tx, statuses, evidence))),
  };
}
