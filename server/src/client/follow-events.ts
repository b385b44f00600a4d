// Follows the event stream, and goes on where it was whenever the line ends.

import { setTimeout as wait } from "node:timers/promises";
import type { LiveEvent } from "@waypost/contract";
import { type Failure, failureOfAnswer, failureOfConnection } from "./failure.ts";
import type { Connection } from "./request.ts";
import { retryDelayMs } from "./retry.ts";

export type EventWish = {
  /** `message.*,session.banned`; everything when left out. */
  types?: string | undefined;
  /** The id of the last event that is known; from now on when left out. */
  after?: string | undefined;
};

/** Each event once, in order. Ends with why it was refused for good, or with `canceled` when it was called off. */
export async function* followEvents(
  connection: Connection,
  { types, after = "" }: EventWish,
): AsyncGenerator<LiveEvent, Failure, undefined> {
  const place = { lastId: after };
  let failures = 0;
  for (;;) {
    let failure: Failure;
    try {
      const lines = await open(connection, { types, lastId: place.lastId });
      if ("failure" in lines) failure = lines.failure;
      else {
        for await (const event of readEvents(lines.body, place)) {
          failures = 0;
          yield event;
        }
        failure = ended;
      }
    } catch (error) {
      failure = failureOfConnection(error, connection.signal?.aborted === true);
    }
    failures += 1;
    const delay = retryDelayMs(failure, failures, Math.random());
    if (delay === null) return failure;
    if (failures > 1) connection.onRetry(failure, delay);
    await wait(delay, undefined, connection.signal ? { signal: connection.signal } : {}).catch(
      () => undefined,
    );
  }
}

/** Servers are restarted, and proxies end what lasts long. */
const ended: Failure = {
  code: "connection_failed",
  status: null,
  detail: "the stream ended",
  errors: [],
  requestId: null,
  retryable: true,
  retryAfterMs: null,
};

/** The server says something, if only that it is there, every 20 seconds. */
const silenceMs = 90_000;

type Opened = { body: AsyncIterable<Buffer> } | { failure: Failure };

async function open(
  { pool, basePath, authorize, signal }: Connection,
  { types, lastId }: { types: string | undefined; lastId: string },
): Promise<Opened> {
  const query = types === undefined ? "" : `?types=${encodeURIComponent(types)}`;
  const { statusCode, headers, body } = await pool.request({
    method: "GET",
    path: `${basePath}/v1/events${query}`,
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${await authorize()}`,
      ...(lastId === "" ? {} : { "last-event-id": lastId }),
    },
    bodyTimeout: silenceMs,
    ...(signal ? { signal } : {}),
  });
  if (statusCode === 200) return { body };
  return { failure: failureOfAnswer({ status: statusCode, headers, text: await body.text() }, Date.now()) };
}

/** As our own server writes it: one line of data for each event, after its id. */
async function* readEvents(
  body: AsyncIterable<Buffer>,
  place: { lastId: string },
): AsyncGenerator<LiveEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      place.lastId = /^id: (.+)$/m.exec(block)?.[1] ?? place.lastId;
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as LiveEvent;
    }
  }
}
