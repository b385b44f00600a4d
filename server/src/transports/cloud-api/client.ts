// The HTTP connections to Graph: one pool for each origin, shared by all senders, and one honest
// answer per post.

import { Pool } from "undici";
import type { Dispatcher } from "undici";
import type { Answer } from "./answer.ts";

export type GraphClient = {
  post(request: GraphPost, signal: AbortSignal): Promise<Posted>;
  close(): Promise<void>;
};

export type GraphPost = { path: string; accessToken: string; body: Buffer };

/** `left` is false only when surely no byte of the request was written. */
export type Posted = { kind: "answered"; answer: Answer } | { kind: "failed"; left: boolean; reason: string };

export type GraphLimits = {
  /** Connections to one origin; more requests than these wait inside the pool. */
  connections: number;
  connectTimeoutMs: number;
  /** For the head of the answer, and again for its body. */
  answerTimeoutMs: number;
};

export function createGraphClient(origin: string, limits: GraphLimits): GraphClient {
  const pool = new Pool(origin, {
    connections: limits.connections,
    // One request after another per connection: with pipelining one broken answer would make many unknown.
    pipelining: 1,
    allowH2: false,
    connect: { timeout: limits.connectTimeoutMs },
    headersTimeout: limits.answerTimeoutMs,
    bodyTimeout: limits.answerTimeoutMs,
    maxResponseSize: 1_000_000,
  });
  return {
    post: (request, signal) => post(pool, request, signal),
    // destroy, not close: sessions end only when nothing of theirs is worth waiting for.
    close: () => pool.destroy(),
  };
}

function post(pool: Pool, request: GraphPost, signal: AbortSignal): Promise<Posted> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: "failed", left: false, reason: "aborted" });
    const exchange = createExchange(signal, resolve);
    const { path, accessToken, body } = request;
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    pool.dispatch({ method: "POST", path, headers, body }, exchange);
  });
}

/**
 * undici's plain `request` cannot say whether bytes left, and ends a wait for a connection only when there is
 * one. Its handlers can: `onRequestStart` is called with a connection at hand, just before the first write.
 */
function createExchange(signal: AbortSignal, resolve: (posted: Posted) => void): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let started: Dispatcher.DispatchController | null = null;
  let head = { status: 0, retryAfterMs: readRetryAfter(undefined) };
  const settle = (posted: Posted) => {
    signal.removeEventListener("abort", onAbort);
    resolve(posted);
  };
  const onAbort = () => {
    if (started) started.abort(new Error("aborted"));
    else settle({ kind: "failed", left: false, reason: "aborted" });
  };
  signal.addEventListener("abort", onAbort);
  return {
    onRequestStart: (controller) => {
      if (signal.aborted) controller.abort(new Error("aborted"));
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

/** Seconds only; Meta documents no Retry-After at all, and an hour is the most a stranger may ask for. */
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
