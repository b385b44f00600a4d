// What the intake worker asks of the database, as a port: Postgres when it works, a model of it when it is proven.

import type { PeopleDeps } from "../audience/index.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { type EvidenceStore, evidenceStoreIn, type Failure, takeMatchedParked } from "../messaging/index.ts";
import { keepInboundRows } from "./keep-inbound.ts";
import { meetPeople } from "./meet-people.ts";
import {
  beginAttempt,
  type Claim,
  type ClaimedWebhook,
  claimWebhooks,
  finishWebhooks,
  holdWebhooks,
  type InboundRow,
  keepAttempt,
  setAsideWebhooks,
  undoAttempt,
} from "./store.ts";
import { shareOut, type WebhookChange, type WebhookConsumer } from "./webhook-change.ts";

export type IntakeStore = {
  claim(bodiesMax: number, bytesMax: number): Promise<ClaimedWebhook[]>;
  /** Answers how many bodies were set aside. */
  setAside(): Promise<number>;
  transaction<T>(work: (tx: IntakeTx) => Promise<T>): Promise<T>;
};

/** Inside one transaction. */
export type IntakeTx = {
  /** The ids of bodies that are still these claims', nobody else's until the end. First in its transaction. */
  hold(claims: readonly Claim[]): Promise<Set<string>>;
  evidence: EvidenceStore;
  findSenders(wanted: readonly WantedSender[]): Promise<Map<string, SenderOfWebhook>>;
  /** The messages with their contacts; what people want of us is in force. In a transaction of its own. */
  meet(rows: readonly InboundRow[]): Promise<InboundRow[]>;
  insertInbound(rows: readonly InboundRow[]): Promise<void>;
  /** What a failure says about more than its message: the number, or the person. */
  heed(failures: readonly Failure[]): Promise<void>;
  /** Gives changes to who consumes them; answers the names of those that could not. */
  consume(changes: readonly WebhookChange[], when: "first" | "later"): Promise<string[]>;
  finish(ids: readonly string[], problems: readonly (string | null)[]): Promise<void>;
  takeMatchedParked(atMost: number): Promise<TakenStatus[]>;
};

export type TakenStatus = Awaited<ReturnType<typeof takeMatchedParked>>[number];

export type WantedSender = { webhookKey: string; externalId: string };
export type SenderOfWebhook = { tenantId: string; senderId: string };

/** The senders behind the providers' names, admitted only under the secret that signed the body. */
export type FindSenders = (tx: Tx, wanted: readonly WantedSender[]) => Promise<Map<string, SenderOfWebhook>>;

export type IntakeStoreDeps = {
  db: Database;
  findSenders: FindSenders;
  people: PeopleDeps;
  consumers: readonly WebhookConsumer[];
  heedFailures(tx: Tx, failures: readonly Failure[]): Promise<void>;
  onError(error: Error): void;
};

export function intakeStoreIn(deps: IntakeStoreDeps): IntakeStore {
  const { db } = deps;
  return {
    claim: (bodiesMax, bytesMax) => claimWebhooks(db, [bodiesMax, bytesMax]),
    setAside: async () => (await setAsideWebhooks(db, [])).length,
    transaction: (work) =>
      db.transaction((tx) =>
        work({
          hold: (claims) => hold(tx, claims),
          evidence: evidenceStoreIn(tx),
          findSenders: (wanted) => deps.findSenders(tx, wanted),
          meet: (rows) => meetPeople(tx, rows, deps.people),
          insertInbound: (rows) => keepInboundRows(tx, rows),
          heed: (failures) => deps.heedFailures(tx, failures),
          consume: (changes, when) => consume(tx, deps, changes, when),
          finish: async (ids, problems) => void (await finishWebhooks(tx, [ids, problems])),
          takeMatchedParked: (atMost) => takeMatchedParked(tx, [atMost]),
        }),
      ),
  };
}

async function hold(tx: Tx, claims: readonly Claim[]): Promise<Set<string>> {
  const held = await holdWebhooks(tx, [claims.map(({ id }) => id), claims.map(({ tries }) => tries)]);
  return new Set(held.map(({ id }) => id));
}

/** A consumer's mistake costs its own changes, not the evidence and the messages beside them. */
async function consume(
  tx: Tx,
  { consumers, onError }: IntakeStoreDeps,
  changes: readonly WebhookChange[],
  when: "first" | "later",
): Promise<string[]> {
  const failed: string[] = [];
  const due = consumers.filter(({ first }) => first === (when === "first"));
  for (const [consumer, own] of shareOut(due, changes)) {
    await beginAttempt(tx, []);
    try {
      await consumer.consume(tx, own);
      await keepAttempt(tx, []);
    } catch (error) {
      if (passesByItself(error)) throw error;
      await undoAttempt(tx, []);
      failed.push(consumer.name);
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return failed;
}

/** A deadlock, a lock or a statement that took too long, a connection that broke: the whole round is tried again. */
function passesByItself(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(40|55|57|08)/.test(code) || code.startsWith("E");
}
