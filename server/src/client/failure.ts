// What went wrong with a request, as a value: the API's problem document, or why there was no answer.

import type { FieldError } from "@waypost/contract";

export type Failure = {
  /** A code of the error dictionary, or one of ours when no problem document came. */
  code: string;
  /** Nothing when there was no answer. */
  status: number | null;
  detail: string;
  errors: readonly FieldError[];
  requestId: string | null;
  /** The same request may succeed later. */
  retryable: boolean;
  /** How long the server asked to wait. */
  retryAfterMs: number | null;
};

export type Answer = {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
};

export function failureOfAnswer({ status, headers, text }: Answer, now: number): Failure {
  const problem = readProblem(text);
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  const gateway = gatewayStatuses.has(status);
  if (problem === null) {
    const detail = `The answer was HTTP ${status} without a problem document: is this Waypost's address?`;
    return { ...silent, code: "unexpected_answer", status, detail, retryable: gateway, retryAfterMs };
  }
  return {
    code: problem.code,
    status,
    detail: problem.detail,
    errors: problem.errors ?? [],
    requestId: problem.request_id ?? null,
    retryable: problem.retryable === true || gateway,
    retryAfterMs,
  };
}

/** The connection failed or timed out. Whether the request was carried out is not known. */
export function failureOfConnection(error: unknown, canceled: boolean): Failure {
  if (canceled) return { ...silent, code: "canceled", detail: "The request was canceled." };
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const detail = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
  return { ...silent, code: "connection_failed", detail, retryable: true };
}

const silent = {
  status: null,
  errors: [],
  requestId: null,
  retryable: false,
  retryAfterMs: null,
} as const;

/** A proxy in between answers these without a problem document when Waypost restarts. */
const gatewayStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type ProblemFields = {
  code: string;
  detail: string;
  request_id?: string;
  retryable?: boolean;
  errors?: FieldError[];
};

function readProblem(text: string): ProblemFields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : null;
  } catch {
    return null;
  }
}

function isProblem(value: unknown): value is ProblemFields {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "detail" in value &&
    typeof value.detail === "string"
  );
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | string[] | undefined, now: number): number | null {
  if (typeof header !== "string") return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
