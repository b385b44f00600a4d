// LISTEN on a connection of its own, which notices a half-dead link and comes back by itself.

import pg from "pg";
import { connectionOptions, type Role } from "./db.ts";

export type Listener = { close(): Promise<void> };

export type ListenerOptions = {
  url: string;
  role: Role;
  /** What `pg_stat_activity` shows of it, for as long as the process lives. */
  name?: string;
  channels: readonly string[];
  onNotice(channel: string, payload: string): void;
  /** After every (re)connect: notices sent meanwhile are gone, so whoever depends on them looks for itself. */
  onConnect(): void;
  onError(error: Error): void;
};

const heartbeatMs = 5_000;
const reconnectMs = 300;

/** Resolves after the first connect. Losing the link is reported and repaired, never thrown. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const state: State = { options, closed: false, client: null, timer: undefined };
  await connect(state);
  return {
    close: async () => {
      state.closed = true;
      clearTimeout(state.timer);
      await state.client?.end().catch(() => undefined);
    },
  };
}

type State = {
  options: ListenerOptions;
  closed: boolean;
  client: pg.Client | null;
  timer: NodeJS.Timeout | undefined;
};

async function connect(state: State): Promise<void> {
  const { options } = state;
  const client = new pg.Client({
    ...connectionOptions(options.url, options.role),
    ...(options.name === undefined ? {} : { application_name: options.name }),
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
  });
  client.on("error", (error) => lost(state, client, error));
  client.on("end", () => lost(state, client, null));
  client.on("notification", (notice) => options.onNotice(notice.channel, notice.payload ?? ""));
  await client.connect();
  for (const channel of options.channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
  state.client = client;
  state.timer = setTimeout(() => heartbeat(state, client), heartbeatMs);
  options.onConnect();
}

/** A black-holed link raises no error: only a query that must answer finds out. */
function heartbeat(state: State, client: pg.Client): void {
  if (state.closed || state.client !== client) return;
  client.query("select 1").then(
    () => {
      state.timer = setTimeout(() => heartbeat(state, client), heartbeatMs);
    },
    (error: Error) => lost(state, client, error),
  );
}

function lost(state: State, client: pg.Client, error: Error | null): void {
  if (state.closed || state.client !== client) return;
  state.client = null;
  clearTimeout(state.timer);
  if (error !== null) state.options.onError(error);
  void client.end().catch(() => undefined);
  reconnect(state);
}

function reconnect(state: State): void {
  if (state.closed) return;
  state.timer = setTimeout(() => {
    connect(state).catch((error: Error) => {
      state.options.onError(error);
      reconnect(state);
    });
  }, reconnectMs);
}
