// The dispatcher's port over the model.

import { applyEvidence } from "../../../server/src/messaging/apply-evidence.ts";
import type { LaneStore } from "../../../server/src/messaging/lane-store.ts";
import type { EvidenceStore, EvidenceDeps } from "../../../server/src/messaging/apply-evidence.ts";
import { claimPicked, expireMessages, pickDue } from "../model/claims.ts";
import { ask, databaseNow, type Sim, transact, type Within } from "../model/database.ts";
import { findMessages, insertEvidence, learnIds, moveMessages, parkStatuses } from "../model/evidence.ts";
import { findInFlight, recordOutcomes } from "../model/outcomes.ts";
import type { Life } from "../world/machine.ts";

export function laneStoreOf(sim: Sim, life: Life, evidence: EvidenceDeps): LaneStore {
  const { tables, locks } = sim;
  return {
    claim: (node, lanes) => {
      const pick = () => pickDue(tables, databaseNow(sim), node, lanes);
      return ask(sim, life, {
        name: "claim",
        rows: () => pick().map(({ row }) => row.id),
        run: () => {
          const picked = pick();
          if (picked.length === 0) return [];
          const before = [...tables.messages.values()].map((row) => ({ ...row }));
          const claimed = claimPicked(tables, picked, databaseNow(sim));
          tables.onClaim?.(node, before, claimed);
          return claimed;
        },
      });
    },
    record: (rows) =>
      ask(sim, life, {
        name: "record",
        rows: () => rows.map((row) => row.message_id),
        run: () => recordOutcomes(tables, rows, databaseNow(sim)),
      }),
    findInFlight: (held) =>
      ask(sim, life, { name: "find_in_flight", run: () => findInFlight(tables, held, databaseNow(sim)) }),
    expire: (atMost) =>
      ask(sim, life, {
        name: "expire",
        run: () => {
          const locked = (id: string): boolean => locks.holder([id], null) !== null;
          const ids = expireMessages(tables, databaseNow(sim), atMost, locked);
          for (const id of ids) sim.world.tell(`the database expires ${id.slice(-4)}`);
        },
      }),
    keepEvidence: (statuses) =>
      transact(sim, life, async (within) => {
        await applyEvidence(evidenceStoreOf(sim, within), statuses, evidence);
      }),
    writeRests: () => ask(sim, life, { name: "write_rests", run: () => undefined }),
    protected: nobodyProtected,
    ruled: nobodyRuled,
  };
}

/** The simulation's numbers are the Cloud API's, which need no protection. */
const unknownHere = (): Promise<never> => Promise.reject(new Error("no number is protected here"));
const nobodyProtected: LaneStore["protected"] = {
  candidates: unknownHere,
  defer: unknownHere,
  claim: unknownHere,
};

/** Its tenants have set no sending rules, so that no lane is looked at before a claim. */
const noRules = (): Promise<never> => Promise.reject(new Error("no tenant has sending rules here"));
const nobodyRuled: LaneStore["ruled"] = { within: noRules, putOff: noRules };

export function evidenceStoreOf(sim: Sim, { transaction, ask: askWithin }: Within): EvidenceStore {
  const { tables, locks } = sim;
  const later = (name: string, write: () => void): Promise<void> =>
    askWithin({ name, run: () => void transaction.writes.push(write) });
  return {
    find: (sought) =>
      askWithin({
        name: "find_messages",
        rows: () => findMessages(tables, sought, databaseNow(sim)).map((row) => row.id),
        run: () => {
          const found = findMessages(tables, sought, databaseNow(sim));
          locks.take(
            found.map((row) => row.id),
            transaction,
          );
          return found;
        },
      }),
    insert: (rows) => later("insert_evidence", () => insertEvidence(tables, rows)),
    learnIds: (rows) => later("learn_ids", () => learnIds(tables, rows)),
    move: (rows) => later("move_messages", () => moveMessages(tables, rows, databaseNow(sim))),
    park: (rows) => later("park", () => parkStatuses(tables, rows, databaseNow(sim))),
  };
}
