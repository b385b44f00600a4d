// What a call throws: the API's problem document, or why there was no answer that can be read.

import type { ErrorCode } from "./generated/error-codes.ts";
import type { FieldError, Problem } from "./generated/schemas.ts";

/**
 * `connection_failed` and `timed_out`: no answer came, and what was asked may have been done. `unexpected_answer`: what
 * came is not Waypost's, such as a proxy's page.
 */
export type ClientCode = "connection_failed" | "timed_out" | "unexpected_answer";

export class WaypostError<Code extends string = ErrorCode | ClientCode> extends Error {
  override name = "WaypostError";
  /** Of the error dictionary, or one of the client's own. A newer server may know further ones. */
  readonly code: Code;
  /** HTTP's; null when no answer came. */
  readonly status: number | null;
  /** The same request may succeed later, as it is. */
  readonly retryable: boolean;
  /** What was asked may have been done in spite of the error: a message may have left. */
  readonly maybeSent: boolean;
  /** Names the request in the server's log; null when no answer came. */
  readonly requestId: string | null;
  /** Which fields were wrong, and how. */
  readonly errors: readonly FieldError[];
  /** How long the server asked to wait; null when it did not. */
  readonly retryAfterMs: number | null;
  /** Under which a POST was made: asking again with it never does the same thing twice. */
  readonly idempotencyKey: string | null;

  constructor(code: Code, message: string, facts: Partial<ErrorFacts> = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status ?? null;
    this.retryable = facts.retryable ?? false;
    this.maybeSent = facts.maybeSent ?? false;
    this.requestId = facts.requestId ?? null;
    this.errors = facts.errors ?? [];
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.idempotencyKey = facts.idempotencyKey ?? null;
  }
}

export type ErrorFacts = Pick<
  WaypostError,
  "status" | "retryable" | "maybeSent" | "requestId" | "errors" | "retryAfterMs" | "idempotencyKey"
> & { cause: unknown };

/** Narrows what was caught: `if (isCode(error, "rate_limited", "overloaded")) …` */
export function isCode<Code extends ErrorCode | ClientCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is WaypostError<Code> {
  return error instanceof WaypostError && codes.some((code) => code === error.code);
}

/** For an answer that is no success. */
export async function errorOfAnswer(response: Response, sent: Sent): Promise<WaypostError> {
  const { status, headers } = response;
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), Date.now());
  const common = { ...sent, status, retryAfterMs, requestId: headers.get("request-id") };
  const problem = readProblem(await response.text());
  if (problem === null) {
    const gateway = gatewayStatuses.has(status);
    return new WaypostError(
      "unexpected_answer",
      `The answer was HTTP ${status} without a problem document: is this Waypost's address?`,
      { ...common, retryable: gateway, maybeSent: sent.mayHaveEffect && status >= 500 },
    );
  }
  return new WaypostError(problem.code as ErrorCode, problem.detail, {
    ...common,
    requestId: problem.request_id,
    retryable: problem.retryable,
    maybeSent: problem.maybe_sent,
    errors: problem.errors ?? [],
  });
}

/** What is known of the request before any answer. */
export type Sent = { mayHaveEffect: boolean; idempotencyKey: string | null };

/** A proxy in between answers these without a problem document while Waypost restarts. */
const gatewayStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function readProblem(text: string): Problem | null {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : null;
  } catch {
    return null;
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "detail" in value &&
    typeof value.detail === "string"
  );
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
