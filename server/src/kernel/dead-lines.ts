// Dead lines: connections to Postgres whose other end is gone without a word. They are found by asking the server, over
// one more connection, what it is working on: a statement's time limit would take half a minute to tell them from slow
// ones.

import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

export type Lines = {
  /** A connection is made; it is forgotten when it ends. */
  add(client: pg.PoolClient): void;
  remove(client: pg.PoolClient): void;
  /** Somebody has the connection, until the answer is called. */
  lend(client: pg.PoolClient): () => void;
  /** The connection waits for the server as long as `work` runs. */
  during<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T>;
};

export type LinesOptions = {
  url: string;
  /** How long a statement may go without an answer before the server is asked about it, then twice as long. */
  silenceMs: number;
  onError(error: Error): void;
};

export function createLines(options: LinesOptions): Lines {
  const state: State = { options, all: new Set(), lent: new Set(), waits: new Set(), isWatching: false };
  return {
    add: (client) => void state.all.add(client),
    remove: (client) => void state.all.delete(client),
    lend: (client) => {
      state.lent.add(client);
      return () => void state.lent.delete(client);
    },
    during: async (client, work) => {
      const since = performance.now();
      const wait: Wait = { client, since, askAt: since + options.silenceMs };
      state.waits.add(wait);
      watch(state);
      try {
        return await work();
      } finally {
        state.waits.delete(wait);
      }
    },
  };
}

type State = {
  options: LinesOptions;
  all: Set<pg.PoolClient>;
  lent: Set<pg.PoolClient>;
  waits: Set<Wait>;
  isWatching: boolean;
};

type Wait = { client: pg.PoolClient; since: number; askAt: number };

/** Looks as long as anybody waits. It keeps no process alive: those who wait do. */
function watch(state: State): void {
  if (state.isWatching) return;
  state.isWatching = true;
  const look = async (): Promise<void> => {
    const now = performance.now();
    const silent = [...state.waits].filter(({ askAt }) => askAt <= now);
    if (silent.length > 0) await examine(state);
    for (const wait of silent) wait.askAt = performance.now() + (now - wait.since);
    state.isWatching = false;
    if (state.waits.size > 0) watch(state);
  };
  setTimeout(() => void look(), state.options.silenceMs / 4).unref();
}

/** What was on its way while the server was asked is here by then, as the server's answer is. */
const graceMs = 500;

/**
 * Who waits for a statement on which the server does not work waits in vain. Where one line has died, those that rest
 * are of the same age and have as likely died with it: they are given up before they cost anybody the same wait.
 */
async function examine(state: State): Promise<void> {
  // What has just been sent may not have arrived yet.
  const sentBefore = performance.now() - state.options.silenceMs / 2;
  const suspects = [...state.waits].filter(({ since }) => since <= sentBefore);
  try {
    const idle = await askForIdle(
      state.options.url,
      suspects.flatMap(({ client }) => pidOf(client) ?? []),
    );
    if (idle.size === 0) return;
    await delay(graceMs, undefined, { ref: false });
    const dead = suspects.filter((wait) => state.waits.has(wait) && idle.has(pidOf(wait.client) ?? 0));
    if (dead.length === 0) return;
    const resting = [...state.all].filter((client) => !state.lent.has(client));
    for (const client of new Set([...dead.map((wait) => wait.client), ...resting])) cut(client);
  } catch (error) {
    // It cannot be reached at all now; the next question comes while somebody still waits.
    state.options.onError(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The longest the question may take: who cannot be reached now is asked again. */
const questionMs = 2_000;

/**
 * Which of these of our own backends have nothing to do, or wait for us. As the one who logged in, because a role that
 * was taken on afterwards is not shown what its own connections do. One that is not there is not named: behind a pooler
 * the numbers are the pooler's.
 */
async function askForIdle(url: string, pids: readonly number[]): Promise<Set<number>> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: questionMs,
    query_timeout: questionMs,
    application_name: "waypost",
  });
  // A connection that breaks fails what was asked on it; unheard, it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where pid = any ($1::int[]) and usename = session_user and datname = current_database()
         and (state <> 'active' or wait_event = 'ClientRead')`,
      [pids],
    );
    return new Set(rows.map(({ pid }) => pid));
  } finally {
    cut(client);
  }
}

/** The number the server gave its end of the connection; pg knows it, and its types do not. */
function pidOf(client: pg.ClientBase): number | null {
  return "processID" in client && typeof client.processID === "number" ? client.processID : null;
}

/** Without a goodbye, which nobody would hear. */
function cut(client: pg.ClientBase): void {
  if (client instanceof pg.Client) client.connection.stream.destroy();
}
