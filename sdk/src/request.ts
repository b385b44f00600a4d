// One call of the API: made, and made again where that is safe and may help.

import type { AnyCall } from "./call.ts";
import type { Connection } from "./connection.ts";
import { errorOfAnswer, type Sent, WaypostError } from "./error.ts";
import { isFileBody } from "./file-body.ts";
import { pause } from "./pause.ts";
import { retryDelayMs } from "./retry.ts";

/** Gives the body of a successful answer; undefined when there is none. */
export function requestJson(connection: Connection, route: string, call: AnyCall): Promise<unknown> {
  return repeat(connection, prepare(connection, route, call), readJson);
}

/** Gives a successful answer whose body nobody has read yet. */
export function openResponse(connection: Connection, route: string, call: AnyCall): Promise<Response> {
  return repeat(connection, prepare(connection, route, call), (response) => Promise.resolve(response));
}

type Prepared = Sent & {
  url: string;
  init: Omit<RequestInit, "headers">;
  headers: Record<string, string>;
  options: AnyCall;
  repeatable: boolean;
};

type Read<Value> = (response: Response, sent: Sent) => Promise<Value>;

async function repeat<Value>(connection: Connection, asked: Prepared, read: Read<Value>): Promise<Value> {
  const { repeatable, options } = asked;
  for (let tries = 1; ; tries++) {
    try {
      return await tryOnce(connection, asked, read);
    } catch (error) {
      if (!(error instanceof WaypostError)) throw error;
      const retries = options.retries ?? connection.retries;
      const delayMs = retryDelayMs({ error, tries, retries, repeatable }, Math.random());
      if (delayMs === null) throw error;
      await pause(delayMs, options.signal);
    }
  }
}

async function tryOnce<Value>(
  connection: Connection,
  { url, init, headers, options, ...sent }: Prepared,
  read: Read<Value>,
): Promise<Value> {
  options.signal?.throwIfAborted();
  const credentials = await connection.credentials();
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), options.timeoutMs ?? connection.timeoutMs);
  const signals = options.signal === undefined ? [clock.signal] : [clock.signal, options.signal];
  try {
    const response = await connection.fetch(url, {
      ...init,
      headers: { ...credentials, ...headers },
      signal: AbortSignal.any(signals),
    });
    if (!response.ok) throw await errorOfAnswer(response, sent);
    return await read(response, sent);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof WaypostError) throw error;
    throw errorOfSilence(error, clock.signal.aborted, sent);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether what was asked was done, nobody can say. */
function errorOfSilence(cause: unknown, late: boolean, sent: Sent): WaypostError {
  const facts = { ...sent, retryable: true, maybeSent: sent.mayHaveEffect, cause };
  return late
    ? new WaypostError("timed_out", "No answer came in time.", facts)
    : new WaypostError("connection_failed", "The connection failed before an answer came.", facts);
}

async function readJson(response: Response, sent: Sent): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaypostError("unexpected_answer", "The answer is not JSON: is this Waypost's address?", {
      ...sent,
      status: response.status,
      requestId: response.headers.get("request-id"),
      maybeSent: sent.mayHaveEffect,
      cause,
    });
  }
}

function prepare({ baseUrl }: Connection, route: string, call: AnyCall): Prepared {
  const [method = "", template = ""] = route.split(" ");
  const idempotencyKey = method === "POST" ? (call.idempotencyKey ?? newKey()) : null;
  const { body, ...framing } = encodeBody(call.body);
  const headers = {
    accept: "application/json",
    ...framing.headers,
    ...(idempotencyKey === null ? {} : { "idempotency-key": idempotencyKey }),
    ...call.headers,
  };
  const streamed = body instanceof ReadableStream;
  return {
    url: baseUrl + fill(template, call.params ?? {}) + search(call.query ?? {}),
    // The only way a stream is sent (Fetch standard, `RequestInit.duplex`).
    headers,
    init: { method, ...(body === undefined ? {} : { body }), ...(streamed && { duplex: "half" }) },
    options: call,
    idempotencyKey,
    mayHaveEffect: method !== "GET",
    // PATCH alone has neither a key nor HTTP's word that twice is once (RFC 9110, section 9.2.2).
    repeatable: method !== "PATCH" && !streamed,
  };
}

function encodeBody(body: unknown): Encoded {
  if (body === undefined) return {};
  if (!isFileBody(body))
    return { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const type = body instanceof Blob && body.type !== "" ? body.type : "application/octet-stream";
  return { body, headers: { "content-type": type } };
}

/** The platform's name for it, `BodyInit`, is missing from Node's types. */
type Encoded = { body?: NonNullable<RequestInit["body"]>; headers?: Record<string, string> };

function fill(template: string, params: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    // An empty id would ask another route; "." and ".." would be taken for steps by every URL parser.
    if (value === undefined || /^\.{0,2}$/.test(value))
      throw new TypeError(`${name} must be an id, not "${value ?? ""}".`);
    return encodeURIComponent(value);
  });
}

function search(query: NonNullable<AnyCall["query"]>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}

/** Not `randomUUID`, which browsers have on secure pages only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
