// Carries one delivery to its endpoint over HTTP, through the guard, and says what came of it in a word.

import { Agent, errors } from "undici";
import type { Clock } from "../../kernel/clock.ts";
import { checkUrl, guardedConnector, UrlRefusedError } from "../../kernel/guarded-fetch.ts";
import type { AddressRule } from "../../kernel/public-address.ts";
import type { Endpoint } from "../endpoint.ts";
import { excerptOf } from "../redact.ts";
import { readRetryAfter } from "../schedule.ts";
import { callbackHeaders } from "../callback-signature.ts";
import { signatureHeaders } from "../signature.ts";
import { type Answered, exchange } from "./exchange.ts";

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
  deps: Deps,
  to: Addressee,
  { id, body }: { id: string; body: string },
  callOff?: AbortSignal,
): Promise<Outcome> {
  const { clock } = deps;
  const startedAt = clock.monotonic();
  const tookMs = (): number => Math.round(clock.monotonic() - startedAt);
  try {
    checkEndpointUrl(to.url.href, deps.mayReach);
    const headers = headersOf(to, id, body, clock.now());
    const { status, headers: answered, text } = await ask(deps, { url: to.url, headers, body }, callOff);
    const retryAfter = answered["retry-after"];
    const retryAfterMs = readRetryAfter(typeof retryAfter === "string" ? retryAfter : undefined, clock.now());
    const response = answered["content-encoding"] === undefined ? excerptOf(text) : null;
    return { status, error: null, retryAfterMs, durationMs: tookMs(), response };
  } catch (error) {
    callOff?.throwIfAborted();
    return { status: null, error: wordFor(error), retryAfterMs: null, durationMs: tookMs(), response: null };
  }
}

async function ask(
  { agent, clock, timeoutMs }: Deps,
  asked: Parameters<typeof exchange>[1],
  callOff: AbortSignal | undefined,
): Promise<Answered> {
  callOff?.throwIfAborted();
  const { answer, abort } = exchange(agent, asked);
  const calledOff = (): void => abort(new Error("called off"));
  callOff?.addEventListener("abort", calledOff);
  const endWait = clock.after(timeoutMs, () => abort(new TimedOutError()));
  try {
    return await answer;
  } finally {
    endWait();
    callOff?.removeEventListener("abort", calledOff);
  }
}

class TimedOutError extends Error {}

/** Ours stand last: nothing of the tenant's replaces them. */
function headersOf(to: Addressee, id: string, body: string, now: Date): Record<string, string> {
  const { signer, url } = to;
  const atSeconds = Math.floor(now.getTime() / 1_000);
  const signed =
    signer.kind === "twilio"
      ? callbackHeaders(signer, { id, url, body })
      : signatureHeaders(signer, { id, atSeconds, body });
  return {
    ...to.headers,
    "content-type": "application/json",
    "user-agent": "Waypost-Webhooks",
    ...signed,
  };
}

function wordFor(error: unknown): CourierError {
  if (error instanceof TimedOutError) return "timeout";
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
