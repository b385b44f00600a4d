// One request of the API over a kept-alive connection, repeated while that is safe and may help.

import { setTimeout as wait } from "node:timers/promises";
import type { Pool } from "undici";
import { type Answer, type Failure, failureOfAnswer, failureOfConnection } from "./failure.ts";
import { retryDelayMs } from "./retry.ts";

export type Result<Value> =
  /** `replayed`: an earlier request with this Idempotency-Key was carried out, and this is its answer. */
  { ok: true; value: Value; replayed: boolean } | { ok: false; failure: Failure };

export type Connection = {
  pool: Pool;
  /** Where the API is below its origin; empty mostly. */
  basePath: string;
  /** Asked before every attempt: keys expire. */
  authorize(): Promise<string>;
  /** How long failures are met with patience, counted from the first. */
  patienceMs: number;
  signal: AbortSignal | undefined;
  onRetry(failure: Failure, delayMs: number): void;
};

export type Call = {
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  /** A POST carries a key, which is what makes repeating it safe. */
  post?: { body: unknown; idempotencyKey: string };
  /** One that was carried out and whose answer was lost finds nothing more when it is repeated. */
  isDelete?: boolean;
};

export async function request<Value>(connection: Connection, call: Call): Promise<Result<Value>> {
  const prepared = prepare(connection, call);
  let givesUpAt: number | null = null;
  for (let attempt = 1; ; attempt++) {
    const result = await attemptOnce<Value>(connection, prepared);
    if (result.ok) return result;
    const delay = retryDelayMs(result.failure, attempt, Math.random());
    givesUpAt ??= performance.now() + connection.patienceMs;
    if (delay === null || performance.now() + delay > givesUpAt) return result;
    connection.onRetry(result.failure, delay);
    try {
      await wait(delay, undefined, connection.signal ? { signal: connection.signal } : {});
    } catch (error) {
      return { ok: false, failure: failureOfConnection(error, true) };
    }
  }
}

type Prepared = {
  method: "GET" | "POST" | "DELETE";
  path: string;
  headers: Record<string, string>;
  body: string | null;
};

function prepare({ basePath }: Connection, { path, query = {}, post, isDelete = false }: Call): Prepared {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const address = `${basePath}${path}${search.size > 0 ? `?${search.toString()}` : ""}`;
  const method = isDelete ? "DELETE" : "GET";
  if (post === undefined) return { method, path: address, headers: {}, body: null };
  return {
    method: "POST",
    path: address,
    headers: { "content-type": "application/json", "idempotency-key": post.idempotencyKey },
    body: JSON.stringify(post.body),
  };
}

async function attemptOnce<Value>(
  { pool, authorize, signal }: Connection,
  { method, path, headers, body }: Prepared,
): Promise<Result<Value>> {
  const authorization = `Bearer ${await authorize()}`;
  let answer: Answer;
  try {
    const options = { method, path, headers: { ...headers, authorization }, body };
    const response = await pool.request(signal ? { ...options, signal } : options);
    const text = await response.body.text();
    answer = { status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    return { ok: false, failure: failureOfConnection(error, signal?.aborted === true) };
  }
  return readAnswer(answer);
}

function readAnswer<Value>(answer: Answer): Result<Value> {
  const refused = { ok: false, failure: failureOfAnswer(answer, Date.now()) } as const;
  if (answer.status < 200 || answer.status > 299) return refused;
  try {
    // The one place where our own API is taken at its word; checking it against the closed schemas would make
    // every field a newer server adds an error.
    const value = (answer.status === 204 ? null : JSON.parse(answer.text)) as Value;
    return { ok: true, value, replayed: answer.headers["idempotency-replayed"] === "true" };
  } catch {
    return refused;
  }
}
