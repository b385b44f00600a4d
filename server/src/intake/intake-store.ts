// What the intake worker asks of the database, as a port: Postgres when it works, a model of it when it is proven.

import type { Database, Tx } from "../kernel/db.ts";
import { type EvidenceStore, evidenceStoreIn, takeMatchedParked } from "../messaging/index.ts";
import { keepInboundRows } from "./keep-inbound.ts";
import {
  type ClaimedWebhook,
  claimWebhooks,
  finishWebhooks,
  type InboundRow,
  setAsideWebhooks,
} from "./store.ts";

export type IntakeStore = {
  claim(bodiesMax: number, bytesMax: number): Promise<ClaimedWebhook[]>;
  /** Answers how many bodies were set aside. */
  setAside(): Promise<number>;
  transaction<T>(work: (tx: IntakeTx) => Promise<T>): Promise<T>;
};

/** Inside one transaction. */
export type IntakeTx = {
  evidence: EvidenceStore;
  findSenders(wanted: readonly WantedSender[]): Promise<Map<string, SenderOfWebhook>>;
  insertInbound(rows: readonly InboundRow[]): Promise<void>;
  finish(ids: readonly string[], problems: readonly (string | null)[]): Promise<void>;
  takeMatchedParked(atMost: number): Promise<TakenStatus[]>;
};

export type TakenStatus = Awaited<ReturnType<typeof takeMatchedParked>>[number];

export type WantedSender = { webhookKey: string; externalId: string };
export type SenderOfWebhook = { tenantId: string; senderId: string };

/** The senders behind the providers' names, admitted only under the secret that signed the body. */
export type FindSenders = (tx: Tx, wanted: readonly WantedSender[]) => Promise<Map<string, SenderOfWebhook>>;

export function intakeStoreIn(db: Database, findSenders: FindSenders): IntakeStore {
  return {
    claim: (bodiesMax, bytesMax) => claimWebhooks(db, [bodiesMax, bytesMax]),
    setAside: async () => (await setAsideWebhooks(db, [])).length,
    transaction: (work) =>
      db.transaction((tx) =>
        work({
          evidence: evidenceStoreIn(tx),
          findSenders: (wanted) => findSenders(tx, wanted),
          insertInbound: (rows) => keepInboundRows(tx, rows),
          finish: async (ids, problems) => void (await finishWebhooks(tx, [ids, problems])),
          takeMatchedParked: (atMost) => takeMatchedParked(tx, [atMost]),
        }),
      ),
  };
}
