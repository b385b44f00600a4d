// Waypost's events as they happen: one connection, made anew where it ends, that goes on where it was.

import type { AnyCall } from "./call.ts";
import type { Connection } from "./connection.ts";
import { WaypostError } from "./error.ts";
import { createStreamParser, type StreamEvent } from "./event-stream.ts";
import type { EventType, LiveEvent } from "./event-types.ts";
import { pause } from "./pause.ts";
import { openResponse } from "./request.ts";

export type EventOptions = {
  /** The id of the last event that is known: what came after it is told first. When left out, from now on. */
  after?: string | undefined;
  /** Only these; all when left out. */
  types?: readonly EventType[] | undefined;
  /** Ends it; the loop then throws the signal's reason. Leaving the loop ends it as well. */
  signal?: AbortSignal | undefined;
  /**
   * How long the line may be silent before it is taken for dead; 90 s when left out. The server says something, if only
   * that it is there, several times in that time.
   */
  silenceMs?: number | undefined;
};

/**
 * Each event once, in order, with what came while the connection was gone. It goes on until it is left or called
 * off, or the server refuses for good, such as with `unauthorized`.
 */
export async function* followEvents(
  connection: Connection,
  { after = "", types, signal, silenceMs = 90_000 }: EventOptions,
): AsyncGenerator<LiveEvent, void, undefined> {
  const place: Place = { lastId: after, failures: 0, waitMs: firstWaitMs };
  for (;;) {
    const line = new AbortController();
    const until = AbortSignal.any(signal === undefined ? [line.signal] : [line.signal, signal]);
    const openedAt = performance.now();
    let askedMs = 0;
    try {
      const response = await connectAt(connection, { lastId: place.lastId, types, signal: until });
      // "No content" is how a server says that nothing will ever come (HTML standard, section 9.2.3).
      if (response.body === null || response.status === 204) return;
      for await (const { data } of readEvents(response.body, { line, silenceMs, place }))
        yield JSON.parse(data) as LiveEvent;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SyntaxError || (error instanceof WaypostError && !error.retryable)) throw error;
      if (error instanceof WaypostError) askedMs = error.retryAfterMs ?? 0;
    } finally {
      line.abort();
    }
    place.failures = performance.now() - openedAt > waitMaxMs ? 1 : place.failures + 1;
    await pause(Math.max(askedMs, waitBefore(place, Math.random())), signal);
  }
}

/** Where the stream is, how often it failed since it last said something, and how long it asked to wait. */
type Place = { lastId: string; failures: number; waitMs: number };

const firstWaitMs = 1_000;
const waitMaxMs = 30_000;

/** Half of it by chance: everybody's line is cut at once when a server is started again. */
function waitBefore({ failures, waitMs }: Place, random: number): number {
  const step = Math.min(Math.max(waitMaxMs, waitMs), waitMs * 2 ** (failures - 1));
  return step / 2 + (step / 2) * random;
}

type Wish = { lastId: string; types: readonly EventType[] | undefined; signal: AbortSignal };

function connectAt(connection: Connection, { lastId, types, signal }: Wish): Promise<Response> {
  const call: AnyCall = {
    query: { types: types?.join(",") },
    headers: { accept: "text/event-stream", ...(lastId === "" ? {} : { "last-event-id": lastId }) },
    signal,
    retries: 0,
  };
  return openResponse(connection, "GET /v1/events", call);
}

type Line = { line: AbortController; silenceMs: number; place: Place };

async function* readEvents(
  body: ReadableStream<Uint8Array>,
  { line, silenceMs, place }: Line,
): AsyncGenerator<StreamEvent, void, undefined> {
  const parser = createStreamParser(place.lastId);
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, line, silenceMs);
      if (done) return;
      const events = parser.push(value);
      place.waitMs = Math.max(1, parser.retryMs() ?? place.waitMs);
      for (const event of events) {
        place.failures = 0;
        place.lastId = event.lastId;
        yield event;
      }
      place.lastId = parser.lastId();
    }
  } finally {
    // A line that is dead or left needs no goodbye.
    await reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function readInTime(
  reader: Reader,
  line: AbortController,
  silenceMs: number,
): Promise<Awaited<ReturnType<Reader["read"]>>> {
  const timer = setTimeout(() => line.abort(), silenceMs);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}
