// Receiving a provider's webhook: prove whose it is, make it durable, answer. Reading it is a worker's job.

import { createBatcher } from "../kernel/batcher.ts";
import type { Database } from "../kernel/db.ts";
import { insertWebhooks, type RawWebhook } from "./store.ts";

export type Receiver = {
  /** Resolves when the body is committed; only then may the provider hear 200, because it will not tell us again. */
  receive(webhook: Omit<RawWebhook, "id">): Promise<void>;
  waiting(): number;
  drained(): Promise<void>;
};

/** Bodies are up to 3 MB each (Meta), so a transaction is bounded by count: bursts are many small ones. */
const bodiesMax = 200;

export function createReceiver(deps: { db: Database; newId(): string; onStored(): void }): Receiver {
  const batcher = createBatcher<RawWebhook, void>({
    flushesMax: 2,
    itemsMax: bodiesMax,
    flush: async (rows) => {
      await insertWebhooks(deps.db, rows);
      deps.onStored();
      return rows.map(() => undefined);
    },
  });
  return {
    receive: (webhook) => batcher.add({ id: deps.newId(), ...webhook }),
    waiting: batcher.waiting,
    drained: batcher.drained,
  };
}
