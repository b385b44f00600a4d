// The HTTP connections to a provider: one pool for each origin, shared by all senders, and one honest
// answer per request.

import type { Readable } from "node:stream";
import { Pool } from "undici";
import type { buildConnector, Dispatcher } from "undici";

export type HttpClient = {
  send(request: HttpRequest, signal: AbortSignal): Promise<Exchanged>;
  close(): Promise<void>;
};

export type HttpRequest = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  headers: Readonly<Record<string, string>>;
  /** A stream needs its `content-length` among the headers, and is destroyed when the request fails. */
  body: Buffer | Readable | null;
  /** Asked with a connection at hand, just before the first write; false fails the request with `withheld`. */
  mayLeave?: (() => boolean) | undefined;
};

export type Answer = {
  status: number;
  /** The JSON body, or undefined when it was none. */
  body: unknown;
  retryAfterMs: number | null;
};

/** The reason of a request whose caller may not send any more. */
export const withheld = "withheld";

/** `left` is false only when surely no byte of the request was written. */
export type Exchanged =
  | { kind: "answered"; answer: Answer }
  | { kind: "failed"; left: boolean; reason: string };

/** How a connection is made: the guard's own where a tenant names the server. */
export type Connect = buildConnector.connector;

export type HttpLimits = {
  /** Connections to one origin; more requests than these wait inside the pool. */
  connections: number;
  connectTimeoutMs: number;
  /** For the head of the answer, and again for its body. */
  answerTimeoutMs: number;
};

export const usualLimits: HttpLimits = {
  connections: 256,
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 30_000,
};

/** Redirects are answers like any other: nothing is followed to where nobody was asked about. */
export function createHttpClient(origin: string, limits: HttpLimits, connect?: Connect): HttpClient {
  const pool = new Pool(origin, {
    connections: limits.connections,
    // One request after another per connection: with pipelining one broken answer would make many unknown.
    pipelining: 1,
    allowH2: false,
    connect: connect ?? { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.answerTimeoutMs,
    bodyTimeout: limits.answerTimeoutMs,
    maxResponseSize: 1_000_000,
  });
  return {
    send: (request, signal) => exchange(pool, request, signal),
    // destroy, not close: sessions end only when nothing of theirs is worth waiting for.
    close: () => pool.destroy(),
  };
}

function exchange(pool: Pool, request: HttpRequest, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: "failed", left: false, reason: "aborted" });
    const { method, path, body, mayLeave } = request;
    const headers =
      body === null ? request.headers : { "content-type": "application/json", ...request.headers };
    pool.dispatch({ method, path, headers, body }, createHandler(signal, mayLeave, resolve));
  });
}

/**
 * undici's plain `request` cannot say whether bytes left, and ends a wait for a connection only when there is
 * one. Its handlers can: `onRequestStart` is called with a connection at hand, just before the first write.
 */
function createHandler(
  signal: AbortSignal,
  mayLeave: HttpRequest["mayLeave"],
  resolve: (exchanged: Exchanged) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let started: Dispatcher.DispatchController | null = null;
  let head = { status: 0, retryAfterMs: readRetryAfter(undefined) };
  const settle = (exchanged: Exchanged) => {
    signal.removeEventListener("abort", onAbort);
    resolve(exchanged);
  };
  const onAbort = () => {
    if (started) started.abort(new Error("aborted"));
    else settle({ kind: "failed", left: false, reason: "aborted" });
  };
  signal.addEventListener("abort", onAbort);
  return {
    onRequestStart: (controller) => {
      if (signal.aborted) controller.abort(new Error("aborted"));
      else if (mayLeave?.() === false)
        controller.abort(Object.assign(new Error(withheld), { code: withheld }));
      else started = controller;
    },
    onResponseStart: (_controller, status, headers) => {
      head = { status, retryAfterMs: readRetryAfter(headers["retry-after"]) };
    },
    onResponseData: (_controller, chunk) => void chunks.push(chunk),
    onResponseEnd: () => {
      settle({
        kind: "answered",
        answer: { ...head, body: parse(Buffer.concat(chunks).toString("utf8")) },
      });
    },
    onResponseError: (_controller, error) => {
      settle({ kind: "failed", left: started !== null, reason: reasonOf(error) });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds only; an hour is the most a stranger may ask for. */
function readRetryAfter(header: string | string[] | undefined): number | null {
  if (typeof header !== "string" || !/^\d{1,6}$/.test(header)) return null;
  return Math.min(Number(header), 3600) * 1000;
}

/**
 * A code such as ECONNREFUSED or UND_ERR_HEADERS_TIMEOUT. Messages may quote the request, so they
 * stay here.
 */
function reasonOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
