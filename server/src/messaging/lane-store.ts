// What the dispatcher asks of the database, as a port: Postgres when it works, a model of Postgres when it is proven.

import type { Database } from "../kernel/db.ts";
import { countSends, lockChats, type RestRow, type SendRow, writeRests } from "../senders/index.ts";
import { applyStatuses, type EvidenceDeps, type SenderStatus } from "./apply-evidence.ts";
import {
  type Chosen,
  claimChosen,
  type Claimed,
  claimMessages,
  expireMessages,
  findInFlight,
  type InFlight,
  type LaneAllowance,
  type OutcomeRow,
  recordOutcomes,
} from "./store/dispatch.ts";
import { type DeferredRow, deferMessages } from "./store/hold.ts";
import { type CandidateRow, readCandidates, type ReviewedLane } from "./store/review.ts";

export type LaneStore = {
  claim(node: string, lanes: readonly LaneAllowance[]): Promise<Claimed[]>;
  /** `sends` counts what protected numbers did, in the same transaction and for the attempts it closed only. */
  record(rows: readonly OutcomeRow[], sends: readonly SendRow[]): Promise<{ message_id: string }[]>;
  findInFlight(held: readonly HeldShard[]): Promise<InFlight[]>;
  expire(atMost: number): Promise<void>;
  /** All of it in one transaction. */
  keepEvidence(statuses: readonly SenderStatus[]): Promise<void>;
  /** Lets people see what a whole lane waits for. */
  writeRests(rows: readonly RestRow[]): Promise<void>;
  protected: ProtectedLaneStore;
};

/** Lanes of protected numbers are looked at before anything is taken from them. */
export type ProtectedLaneStore = {
  candidates(lanes: readonly ReviewedLane[]): Promise<CandidateRow[]>;
  defer(rows: readonly DeferredRow[]): Promise<void>;
  claim(node: string, chosen: readonly Chosen[]): Promise<Claimed[]>;
};

export type HeldShard = { shard: number; epoch: string };

export function createLaneStore(db: Database, evidence: EvidenceDeps): LaneStore {
  return {
    claim: (node, lanes) => claimMessages(db, node, lanes),
    record: (rows, sends) =>
      sends.length === 0 ? recordOutcomes(db, rows) : recordAndCount(db, rows, sends),
    findInFlight: (held) =>
      findInFlight(db, [held.map(({ shard }) => shard), held.map(({ epoch }) => epoch)]),
    expire: async (atMost) => void (await expireMessages(db, [atMost])),
    keepEvidence: async (statuses) =>
      void (await db.transaction((tx) => applyStatuses(tx, statuses, evidence))),
    writeRests: (rows) => writeRests(db, rows),
    protected: {
      candidates: (lanes) => readCandidates(db, lanes),
      defer: (rows) => deferUnderLocks(db, rows),
      claim: (node, chosen) => claimChosen(db, node, chosen),
    },
  };
}

/** In a statement after the lock, so that it sees what was said while it waited. */
function deferUnderLocks(db: Database, rows: readonly DeferredRow[]): Promise<void> {
  return db.transaction(async (tx) => {
    await lockChats(tx, [rows.map((row) => row.sender_id)]);
    await deferMessages(tx, rows);
  });
}

function recordAndCount(
  db: Database,
  rows: readonly OutcomeRow[],
  sends: readonly SendRow[],
): Promise<{ message_id: string }[]> {
  return db.transaction(async (tx) => {
    const recorded = await recordOutcomes(tx, rows);
    const closed = new Set(recorded.map((row) => row.message_id));
    await countSends(
      tx,
      sends.filter((send) => closed.has(send.message_id)),
    );
    return recorded;
  });
}
