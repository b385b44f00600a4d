// What the dispatcher asks of the database, as a port: Postgres when it works, a model of Postgres when it is proven.

import type { Database, Tx } from "../kernel/db.ts";
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
import { putOff, type PutOffRow } from "./store/put-off.ts";
import {
  type AskedMessage,
  type AskedPerson,
  type DueRow,
  lockCaps,
  readDue,
  readRuleFacts,
  readSent,
  type RuledLane,
  type RuleFacts,
  type SentRow,
} from "./store/rule.ts";
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
  ruled: RuledLaneStore;
};

/** Lanes of protected numbers are looked at before anything is taken from them. */
export type ProtectedLaneStore = {
  candidates(lanes: readonly ReviewedLane[]): Promise<CandidateRow[]>;
  defer(rows: readonly DeferredRow[]): Promise<void>;
  claim(node: string, chosen: readonly Chosen[]): Promise<Claimed[]>;
};

/** Lanes of tenants with sending rules are looked at as well, for all of the tenant's numbers together. */
export type RuledLaneStore = {
  /**
   * Looks and claims as one; `isOurs` is false for those of `capped` whom somebody else claims for at the moment. What
   * `work` answers is committed.
   */
  within<T>(
    capped: readonly string[],
    work: (look: RuledLook, isOurs: (tenantId: string) => boolean) => Promise<T>,
  ): Promise<T>;
  putOff(rows: readonly PutOffRow[]): Promise<void>;
};

export type RuledLook = {
  due(lanes: readonly RuledLane[]): Promise<DueRow[]>;
  candidates(lanes: readonly ReviewedLane[]): Promise<CandidateRow[]>;
  facts(asked: readonly AskedMessage[]): Promise<RuleFacts[]>;
  sent(asked: readonly AskedPerson[]): Promise<SentRow[]>;
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
    ruled: {
      within: (capped, work) => withinCaps(db, capped, work),
      putOff: (rows) => putOff(db, rows),
    },
  };
}

/** Where nobody counts, nobody has to be alone: each statement is by itself then, as in any other claim. */
function withinCaps<T>(
  db: Database,
  capped: readonly string[],
  work: (look: RuledLook, isOurs: (tenantId: string) => boolean) => Promise<T>,
): Promise<T> {
  if (capped.length === 0) return work(lookIn(db), () => true);
  return db.transaction(async (tx) => {
    const others = new Set(capped);
    for (const mine of await lockCaps(tx, capped)) others.delete(mine);
    return work(lookIn(tx), (tenantId) => !others.has(tenantId));
  });
}

function lookIn(tx: Tx): RuledLook {
  return {
    due: (lanes) => readDue(tx, lanes),
    candidates: (lanes) => readCandidates(tx, lanes),
    facts: (asked) => readRuleFacts(tx, asked),
    sent: (asked) => readSent(tx, asked),
    claim: (node, chosen) => claimChosen(tx, node, chosen),
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
