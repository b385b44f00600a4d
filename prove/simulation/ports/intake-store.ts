// The intake worker's port over the model.

import type { IntakeStore, SenderOfWebhook, WantedSender } from "../../../server/src/intake/intake-store.ts";
import type { Claim } from "../../../server/src/intake/store.ts";
import type { ParkedRow } from "../../../server/src/messaging/store/evidence.ts";
import { ask, databaseNow, notify, type Sim, transact, type Within } from "../model/database.ts";
import { matchedParked } from "../model/evidence.ts";
import type { WebhookRow } from "../model/rows.ts";
import { claimWebhooks, holdWebhooks, setAsideWebhooks } from "../model/webhooks.ts";
import type { Life } from "../world/machine.ts";
import { evidenceStoreOf } from "./lane-store.ts";

/** `senders`: by webhook key and external id. */
export function intakeStoreOf(
  sim: Sim,
  life: Life,
  senders: ReadonlyMap<string, SenderOfWebhook>,
): IntakeStore {
  const { tables } = sim;
  const isLocked = lockedIn(sim);
  return {
    claim: async (bodiesMax, bytesMax) => {
      const rows = await ask(sim, life, {
        name: "claim_webhooks",
        run: () => claimWebhooks(tables, { now: databaseNow(sim), isLocked }, [bodiesMax, bytesMax]),
      });
      return rows.map((row) => ({
        id: row.id,
        tries: row.tries,
        source: "cloud_api",
        webhook_key: "key",
        body: Buffer.from(row.body),
      }));
    },
    setAside: () =>
      ask(sim, life, {
        name: "set_aside_webhooks",
        run: () => setAsideWebhooks(tables, { now: databaseNow(sim), isLocked }),
      }),
    transaction: (work) =>
      transact(sim, life, (within) =>
        work({
          hold: (claims) => hold(sim, within, claims),
          evidence: evidenceStoreOf(sim, within),
          findSenders: (wanted) => findSenders(within, senders, wanted),
          meet: () => Promise.reject(new Error("nobody writes to us here")),
          // Failures there speak of their messages alone.
          heed: () => Promise.resolve(),
          insertInbound: () => Promise.reject(new Error("nobody writes to us here")),
          consume: () => Promise.reject(new Error("only statuses come here")),
          finish: (ids) =>
            within.ask({
              name: "finish_webhooks",
              rows: () => ids.map((id) => nameOfWebhook({ id })),
              run: () =>
                void within.transaction.writes.push(() => {
                  for (const id of ids) {
                    const row = tables.webhooks.get(id);
                    if (row !== undefined) row.done = true;
                  }
                }),
            }),
          takeMatchedParked: (atMost) => takeMatchedParked(sim, within, atMost),
        }),
      ),
  };
}

function lockedIn({ locks }: Sim): (row: WebhookRow) => boolean {
  return (row) => locks.holder([nameOfWebhook(row)], null) !== null;
}

function hold(sim: Sim, within: Within, claims: readonly Claim[]): Promise<Set<string>> {
  const rows = (): WebhookRow[] => holdWebhooks(sim.tables, claims);
  return within.ask({
    name: "hold_webhooks",
    rows: () => rows().map(nameOfWebhook),
    run: () => {
      const held = rows();
      sim.locks.take(held.map(nameOfWebhook), within.transaction);
      return new Set(held.map(({ id }) => id));
    },
  });
}

function findSenders(
  within: Within,
  senders: ReadonlyMap<string, SenderOfWebhook>,
  wanted: readonly WantedSender[],
): Promise<Map<string, SenderOfWebhook>> {
  return within.ask({
    name: "find_senders",
    run: () =>
      new Map(
        wanted.flatMap(({ webhookKey, externalId }) => {
          const sender = senders.get(externalId);
          return sender === undefined ? [] : [[`${webhookKey} ${externalId}`, sender] as const];
        }),
      ),
  });
}

const nameOfWebhook = ({ id }: { id: string }): string => `webhook ${id}`;

function takeMatchedParked({ tables, locks }: Sim, within: Within, atMost: number): Promise<ParkedRow[]> {
  const nameOf = ({ id }: { id: string }): string => `parked ${id}`;
  return within.ask({
    name: "take_matched_parked",
    run: () => {
      const rows = matchedParked(tables, atMost, (id) => locks.holder([nameOf({ id })], null) !== null);
      locks.take(rows.map(nameOf), within.transaction);
      for (const row of rows) within.transaction.writes.push(() => void tables.parked.delete(row.id));
      return rows;
    },
  });
}

/** Makes a webhook's body durable: what its provider is told 200 for. */
export function storeWebhook(sim: Sim, life: Life, webhook: { id: string; body: string }): Promise<void> {
  return ask(sim, life, {
    name: "insert_webhook",
    run: () => {
      sim.tables.webhooks.set(webhook.id, {
        ...webhook,
        receivedAt: databaseNow(sim),
        tries: 0,
        busyUntil: null,
        done: false,
      });
      notify(sim, "intake", "");
    },
  });
}
