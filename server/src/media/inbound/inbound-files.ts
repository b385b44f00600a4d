// Fetches people's files from their providers and keeps them: a loop beside the sessions it needs for that.

import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../../kernel/db.ts";
import { canFetchMedia, type FetchedFile, type Session } from "../../transports/transport.ts";
import type { MediaStore } from "../bytes/port.ts";
import { type ClaimedFile, claimInboundFiles } from "./inbound-store.ts";
import { keepInboundFile, putOff } from "./keep-inbound-file.ts";

export type InboundFilesDeps = {
  /** Under the engine's role. */
  db: Database;
  store: MediaStore;
  /** The shards whose sessions are here. */
  shards(): number[];
  /** Null when there is none; `close` gives it back. */
  session(file: ClaimedFile): Promise<Session | null>;
  newId(): string;
  now(): Date;
  onError(error: Error): void;
};

export type InboundFiles = {
  /** There may be something to fetch. */
  nudge(): void;
  /** Calls off what is under way; it is fetched again by whoever holds the sender next. */
  stop(): Promise<void>;
};

/** Each is a download and a file on disk. */
const atOnce = 8;
const pollMs = 5_000;
const fetchMs = 5 * 60_000;
/** The pause of a third try: two minutes. */
const awayPause = 3;

export function createInboundFiles(deps: InboundFilesDeps): InboundFiles {
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const loop = run(deps, stopping.signal, async () => {
    // Until something is new, or for as long as one that was put off may wait.
    const sleep = new AbortController();
    await Promise.race([
      wake.promise,
      delay(pollMs, undefined, { signal: sleep.signal, ref: false }).catch(() => undefined),
    ]);
    sleep.abort();
    wake = Promise.withResolvers();
  });
  return {
    nudge: () => wake.resolve(),
    stop: async () => {
      stopping.abort();
      wake.resolve();
      await loop;
    },
  };
}

async function run(deps: InboundFilesDeps, signal: AbortSignal, rest: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    const claimed = await claim(deps);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await Promise.all(claimed.map((file) => take(deps, file, signal).catch(deps.onError)));
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (claimed.length < atOnce && !signal.aborted) await rest();
  }
}

async function claim({ db, shards, onError }: InboundFilesDeps): Promise<ClaimedFile[]> {
  const held = shards();
  if (held.length === 0) return [];
  try {
    return await claimInboundFiles(db, [held, atOnce]);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
    return [];
  }
}

async function take(deps: InboundFilesDeps, file: ClaimedFile, stopping: AbortSignal): Promise<void> {
  const session = await deps.session(file);
  try {
    // Its phone may be back in a minute, however often it was away before.
    if (session === null || !canFetchMedia(session))
      return await putOff(deps, { ...file, attempts: awayPause });
    const patience = AbortSignal.timeout(fetchMs);
    const signal = AbortSignal.any([stopping, patience]);
    const fetched: FetchedFile = await session.fetchMedia(file.provider_media_id, signal);
    await keepInboundFile(deps, file, fetched);
  } finally {
    await session?.close();
  }
}
