// Counts what providers took of each number, and adds it to the database every few seconds: a figure for pages, kept
// off the way of the messages. What a killed process had not added is missing from a curve, and from nothing else.

import type { Database } from "../kernel/db.ts";
import { addSent } from "./store/figures.ts";

export type SentCounts = {
  took(message: Taken): void;
  /** Adds what is left. */
  stop(): Promise<void>;
};

export type Taken = { tenantId: string; senderId: string };

type Count = Taken & { sent: number };

const everyMs = 2_000;

export function createSentCounts(deps: { db: Database; onError(error: Error): void }): SentCounts {
  let counts = new Map<string, Count>();
  const add = async (): Promise<void> => {
    const adding = counts;
    counts = new Map();
    try {
      await addSent(deps.db, [...adding.values()]);
    } catch (error) {
      deps.onError(error instanceof Error ? error : new Error(String(error)));
      for (const count of adding.values()) put(counts, count);
    }
  };
  let adding = Promise.resolve();
  const timer = setInterval(() => {
    adding = adding.then(add);
  }, everyMs);
  timer.unref();
  return {
    took: (message) => put(counts, { ...message, sent: 1 }),
    stop: async () => {
      clearInterval(timer);
      await adding.then(add);
    },
  };
}

function put(counts: Map<string, Count>, { tenantId, senderId, sent }: Count): void {
  const known = counts.get(senderId);
  if (known === undefined) counts.set(senderId, { tenantId, senderId, sent });
  else known.sent += sent;
}
