// The product's own database, asked as its owner: for states nobody else shows, and for the epochs of attempts.

import pg from "pg";
import type { AttemptEpoch, EpochSighting, Facts } from "../check/facts.ts";
import { last } from "../wait.ts";

export type Owner = {
  /** A question for one `count`; null when the database cannot be asked now. */
  ask(question: string): Promise<number | null>;
  /** The same, until it is answered. */
  insist<Row extends pg.QueryResultRow>(question: string): Promise<Row[]>;
  close(): Promise<void>;
};

export function openDatabase(url: string): Owner {
  let client: pg.Client | null = null;
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const fresh = new pg.Client({
      connectionString: url,
      query_timeout: 120_000,
      connectionTimeoutMillis: 2_000,
    });
    // A database that dies ends the question that was asked; this end is only noticed by the next one.
    fresh.on("error", () => undefined);
    await fresh.connect();
    return (client = fresh);
  };
  const query = async <Row extends pg.QueryResultRow>(question: string): Promise<Row[]> => {
    try {
      return (await (await connected()).query<Row>(question)).rows;
    } catch (error) {
      void client?.end().catch(() => undefined);
      client = null;
      throw error;
    }
  };
  return {
    ask: async (question) => {
      const asked = `select count::int from (${question}) as asked`;
      const [row] = await query<{ count: number }>(asked).catch(() => []);
      return row?.count ?? null;
    },
    insist: async (question) => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await query(question);
        } catch (error) {
          if (tries === 100) throw error;
          await last(300);
        }
      }
    },
    close: async () => {
      await client?.end().catch(() => undefined);
    },
  };
}

/** Notes when each epoch of each shard was first seen. */
export type EpochWatch = { stop(): Promise<Facts["epochs"]["sightings"]> };

export function watchEpochs(url: string): EpochWatch {
  const owner = openDatabase(url);
  const seen = new Map<string, EpochSighting>();
  const ending = new AbortController();
  const watching = (async () => {
    while (!ending.signal.aborted) {
      const rows = await owner
        .insist<{ shard: number; epoch: number }>(
          `select replace(id, 'shard-', '')::int as shard, epoch::int from unit where kind = 'shard'`,
        )
        .catch(() => []);
      // After the answer: it began before.
      const at = Date.now();
      for (const { shard, epoch } of rows) {
        const name = `${shard} ${epoch}`;
        if (!seen.has(name)) seen.set(name, { shard, epoch, at });
      }
      await last(250);
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      await watching;
      await owner.close();
      return [...seen.values()];
    },
  };
}

export function readAttempts(owner: Owner): Promise<AttemptEpoch[]> {
  return owner.insist<AttemptEpoch>(
    "select message_id || '.' || number as attempt, shard, epoch::int as epoch from attempt",
  );
}
