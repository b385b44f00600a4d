// Files to and from the API over a kept-alive connection: neither is ever in memory as a whole.

import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { failureOfAnswer, failureOfConnection } from "./failure.ts";
import type { Connection, Result } from "./request.ts";

export type Upload = {
  path: string;
  query: Readonly<Record<string, string>>;
  body: Readable;
  sizeBytes: number;
  /** Whoever sends the file once more under the same key gets the first one's answer. */
  idempotencyKey: string;
};

/** Tried once: what is half sent cannot be sent again by itself. */
export async function upload<Value>(connection: Connection, asked: Upload): Promise<Result<Value>> {
  const { pool, basePath, authorize, signal } = connection;
  const search = new URLSearchParams(asked.query);
  try {
    const response = await pool.request({
      method: "POST",
      path: `${basePath}${asked.path}?${search.toString()}`,
      headers: {
        authorization: `Bearer ${await authorize()}`,
        "content-type": "application/octet-stream",
        "content-length": String(asked.sizeBytes),
        "idempotency-key": asked.idempotencyKey,
      },
      body: asked.body,
      ...(signal ? { signal } : {}),
    });
    const { statusCode: status, headers } = response;
    const text = await response.body.text();
    if (status > 299) return { ok: false, failure: failureOfAnswer({ status, headers, text }, Date.now()) };
    // Our own API is taken at its word, as in request.ts.
    return {
      ok: true,
      value: JSON.parse(text) as Value,
      replayed: headers["idempotency-replayed"] === "true",
    };
  } catch (error) {
    return { ok: false, failure: failureOfConnection(error, signal?.aborted === true) };
  }
}

export async function download(connection: Connection, path: string, into: Writable): Promise<Result<null>> {
  const { pool, basePath, authorize, signal } = connection;
  try {
    const headers = { authorization: `Bearer ${await authorize()}` };
    const options = { method: "GET", path: basePath + path, headers } as const;
    const response = await pool.request(signal ? { ...options, signal } : options);
    const { statusCode: status } = response;
    if (status > 299) {
      const answer = { status, headers: response.headers, text: await response.body.text() };
      return { ok: false, failure: failureOfAnswer(answer, Date.now()) };
    }
    await pipeline(response.body, into);
    return { ok: true, value: null, replayed: false };
  } catch (error) {
    return { ok: false, failure: failureOfConnection(error, signal?.aborted === true) };
  }
}
