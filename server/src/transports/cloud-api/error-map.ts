// From one of Meta's errors to what becomes of the message: the rows applied, and Graph's conventions
// where none fits.

import type { ErrorCode } from "@waypost/contract";
import type { Block, Outcome, Scope, TransportError } from "../transport.ts";
import { errorGroups } from "./error-rows.ts";
import type { ErrorClass } from "./error-rows.ts";
import type { GraphError } from "./graph-error.ts";

export type Verdict = { class: ErrorClass; scope: Scope; error: ErrorCode; afterMs: number | null };

/**
 * Meta's word that a failure will pass goes before a permanent row, but for marketing a person has had enough of: to
 * try that again within a day prolongs it.
 *
 * `httpStatus` is null for errors that came by webhook. Meta says not to branch on it; it decides only
 * for codes that nobody documents.
 */
export function judge(error: GraphError, httpStatus: number | null): Verdict {
  const row = error.code === 100 && error.subcode === 33 ? exact.get(33) : find(error.code);
  if (row && !(row.class === "permanent" && row.error !== "marketing_capped" && error.transient)) return row;
  const passing = error.transient || (httpStatus !== null && httpStatus >= 500);
  return passing
    ? { class: "transient", scope: "message", error: "provider_error", afterMs: null }
    : { class: "permanent", scope: "message", error: "request_rejected", afterMs: null };
}

/** What a synchronous refusal means: a Graph error says that the message did not go. */
export function outcomeOf(verdict: Verdict, error: TransportError, retryAfterMs: number | null): Outcome {
  const { scope } = verdict;
  switch (verdict.class) {
    case "permanent":
      return { kind: "refused", error };
    case "transient":
      return {
        kind: "later",
        error,
        scope,
        afterMs: retryAfterMs ?? verdict.afterMs,
        counts: true,
      };
    case "throttle":
      return {
        kind: "later",
        error,
        scope,
        afterMs: retryAfterMs ?? verdict.afterMs,
        counts: false,
      };
    case "config":
    case "auth":
      return { kind: "later", error, scope, afterMs: verdict.afterMs, counts: false };
  }
}

/**
 * Whether a message that failed after acceptance may be tried again. The pause is ours where Meta
 * names none.
 */
export function retryOf(verdict: Verdict): { afterMs: number } | null {
  if (verdict.class !== "transient" && verdict.class !== "throttle") return null;
  return { afterMs: verdict.afterMs ?? 30_000 };
}

/** Whom a failure told later stops besides its message: Meta reports a missing payment method so, for instance. */
export function blockOf({ class: kind, scope, afterMs }: Verdict): Block | null {
  if (kind !== "config" && kind !== "auth") return null;
  return scope === "sender" || scope === "template" ? { scope, afterMs } : null;
}

type RangeVerdict = { from: number; to: number; verdict: Verdict };

const exact = new Map<number, Verdict>();
const ranges: RangeVerdict[] = [];

for (const { class: kind, scope, rows } of errorGroups) {
  for (const [codes, error, , afterMs = null] of rows) {
    const verdict = { class: kind, scope, error, afterMs };
    if (typeof codes === "number") exact.set(codes, verdict);
    else ranges.push({ from: codes[0], to: codes[1], verdict });
  }
}

function find(code: number): Verdict | undefined {
  return exact.get(code) ?? ranges.find(({ from, to }) => code >= from && code <= to)?.verdict;
}
