// Carries one delivery to its endpoint over HTTP, through the guard, and says what came of it in a word.

import { Agent, type Dispatcher, errors } from "undici";
import type { Clock } from "../../kernel/clock.ts";
import { checkUrl, guardedConnector, UrlRefusedError } from "../../kernel/guarded-fetch.ts";
import type { AddressRule } from "../../kernel/public-address.ts";
import type { Endpoint } from "../endpoint.ts";
import { excerptOf } from "../redact.ts";
import { readRetryAfter } from "../schedule.ts";
import { signatureHeaders } from "../signature.ts";

export type Outcome = {
  status: number | null;
  /** Why there was no answer; null when there was one. */
  error: CourierError | null;
  retryAfterMs: number | null;
  durationMs: number;
  response: string | null;
};

export type CourierError =
  | "address_refused"
  | "certificate"
  | "connection_lost"
  | "connection_refused"
  | "name_not_found"
  | "not_http"
  | "timeout"
  | "unreachable";

export type Courier = {
  /** Never rejects, but with the signal's reason when it was called off. `id`: of the event, as it is told outside. */
  carry(to: Addressee, told: { id: string; body: string }, callOff?: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
};

export type Addressee = Pick<Endpoint, "url" | "headers" | "signer">;

export type CourierOptions = {
  mayReach: AddressRule;
  clock: Clock;
  /** From the first byte to the last. */
  timeoutMs?: number;
};

/** Standard Webhooks asks for 15 to 30 seconds. */
const timeoutUsualMs = 20_000;
const responseBytesMax = 64 * 1024;

export function createCourier({ mayReach, clock, timeoutMs = timeoutUsualMs }: CourierOptions): Courier {
  const agent = new Agent({
    connect: guardedConnector({ mayReach }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: 16_384,
    // Answers are looked at, not kept: one without end would be.
    maxResponseSize: responseBytesMax,
    keepAliveTimeout: 10_000,
  });
  const deps = { agent, clock, mayReach, timeoutMs };
  return { carry: (to, told, callOff) => carry(deps, to, told, callOff), close: () => agent.destroy() };
}

/** Refuses with `UrlRefusedError`. Any port of programs; those below 1024 are other protocols', but for the web's. */
export function checkEndpointUrl(text: string, mayReach: AddressRule): URL {
  const port = Number(URL.parse(text)?.port);
  const url = checkUrl(text, mayReach, port >= 1_024 ? [port] : []);
  // The one name whose address everybody knows; of all others it is seen when they are dialled.
  if (/^(.*\.)?localhost\.?$/.test(url.hostname) && !mayReach("127.0.0.1"))
    throw new UrlRefusedError("its address is not public");
  return url;
}

type Deps = { agent: Agent; clock: Clock; mayReach: AddressRule; timeoutMs: number };

async function carry(
  { agent, clock, mayReach, timeoutMs }: Deps,
  to: Addressee,
  { id, body }: { id: string; body: string },
  callOff?: AbortSignal,
): Promise<Outcome> {
  const startedAt = clock.monotonic();
  const deadline = new AbortController();
  const calledOff = (): void => deadline.abort();
  callOff?.addEventListener("abort", calledOff);
  const endWait = clock.after(timeoutMs, calledOff);
  const tookMs = (): number => Math.round(clock.monotonic() - startedAt);
  try {
    checkEndpointUrl(to.url.href, mayReach);
    const response = await agent.request({
      origin: to.url.origin,
      path: to.url.pathname + to.url.search,
      method: "POST",
      headers: headersOf(to, id, body, clock.now()),
      body,
      signal: deadline.signal,
    });
    const { statusCode: status, headers } = response;
    const text = await textOf(response);
    const retryAfter = headers["retry-after"];
    const retryAfterMs = readRetryAfter(typeof retryAfter === "string" ? retryAfter : undefined, clock.now());
    return { status, error: null, retryAfterMs, durationMs: tookMs(), response: excerptOf(text) };
  } catch (error) {
    callOff?.throwIfAborted();
    const word = deadline.signal.aborted ? "timeout" : wordFor(error);
    return { status: null, error: word, retryAfterMs: null, durationMs: tookMs(), response: null };
  } finally {
    endWait();
    callOff?.removeEventListener("abort", calledOff);
  }
}

/** Ours stand last: nothing of the tenant's replaces them. */
function headersOf(to: Addressee, id: string, body: string, now: Date): Record<string, string> {
  const atSeconds = Math.floor(now.getTime() / 1_000);
  return {
    ...to.headers,
    "content-type": "application/json",
    "user-agent": "Waypost-Webhooks",
    ...signatureHeaders(to.signer, { id, atSeconds, body }),
  };
}

/** The status is known by then, so what goes wrong with the rest is no failure. */
async function textOf({ headers, body }: Dispatcher.ResponseData): Promise<string> {
  try {
    const text = await body.text();
    return headers["content-encoding"] === undefined ? text : "";
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    return "";
  }
}

function wordFor(error: unknown): CourierError {
  if (error instanceof UrlRefusedError) return "address_refused";
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    return "timeout";
  if (error instanceof errors.ConnectTimeoutError) return "unreachable";
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError)
    return "not_http";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) return "certificate";
  return words[code] ?? "connection_lost";
}

const words: Readonly<Record<string, CourierError>> = {
  ECONNREFUSED: "connection_refused",
  ENOTFOUND: "name_not_found",
  EAI_AGAIN: "name_not_found",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ETIMEDOUT: "unreachable",
};
