// The HTTP connections to Graph: one pool for each origin, shared by all senders, and one honest
// answer per post.

import { Readable } from "node:stream";
import { Pool } from "undici";
import type { Answer } from "./answer.ts";

export type GraphClient = {
  post(request: GraphPost, signal: AbortSignal): Promise<Posted>;
  close(): Promise<void>;
};

export type GraphPost = { path: string; accessToken: string; body: Buffer };

/** `left` is false only when surely no byte of the request was written. */
export type Posted =
  | { kind: "answered"; answer: Answer }
  | { kind: "failed"; left: boolean; reason: string };

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

async function post(
  pool: Pool,
  { path, accessToken, body }: GraphPost,
  signal: AbortSignal,
): Promise<Posted> {
  let left = false;
  // undici reads the body once it has a connection, and writes nothing, not even headers, before.
  const content = new Readable({
    read() {
      left = true;
      this.push(body);
      this.push(null);
    },
  });
  try {
    const response = await pool.request({
      method: "POST",
      path,
      headers: {
        authorization: `Bearer ${accessToken}`,
        "content-type": "application/json",
        "content-length": String(body.length),
      },
      body: content,
      signal,
    });
    const text = await response.body.text();
    const retryAfterMs = readRetryAfter(response.headers["retry-after"]);
    return {
      kind: "answered",
      answer: { status: response.statusCode, body: parse(text), retryAfterMs },
    };
  } catch (error) {
    return { kind: "failed", left, reason: reasonOf(error) };
  }
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
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
