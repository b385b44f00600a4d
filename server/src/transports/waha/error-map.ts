// What WAHA's refusals mean for a message.
//
// WAHA documents no table of errors. Each row names what it rests on:
//   security   waha-docs how-to/security: the key in X-Api-Key.
//   sessions   waha-docs how-to/sessions, "Reachout Timelock" and "Message Capping" (2026.8): WhatsApp's own codes
//              463 and 475, as `server returned error <code>`; changelog 2026.5.1 for 400.
//   field      answers that clients of WAHA quote in public code; not in its documents.
//   nest       NestJS' own bodies, which WAHA's source uses for validation and for what an engine lacks.

import type { ErrorCode } from "@waypost/contract";
import type { Answer } from "../http/client.ts";
import { fields, words } from "../http/json.ts";
import { unknownOutcome } from "../http/outcomes.ts";
import type { Outcome, Scope } from "../transport.ts";

/** An answer to a send that is no acceptance. */
export function outcomeOfRefusal({ status, body, retryAfterMs }: Answer): Outcome {
  const said = textIn(body) ?? `WAHA answered ${status}.`;
  const code = /server returned error (\d{3})/.exec(said)?.[1];
  if (code !== undefined) return outcomeOfServerError(code, said);
  const row = rows.find((each) => each.status === status && (each.says === null || each.says.test(said)));
  if (row) {
    const error = { code: row.error, providerCode: String(status), detail: said };
    return row.kind === "refused" ? { kind: "refused", error } : later(error, row, retryAfterMs);
  }
  // Whether WhatsApp has the message is not to be known from the rest: WAHA fails before and after handing it over.
  if (status >= 500 || status === 408)
    return unknownOutcome(`WAHA answered ${status} without saying what became of the message: ${said}`);
  const error = { code: "provider_error", providerCode: String(status), detail: said } as const;
  return { kind: "later", error, scope: "message", afterMs: retryAfterMs, counts: true };
}

type Row = {
  status: number;
  says: RegExp | null;
  error: ErrorCode;
} & ({ kind: "refused" } | { kind: "later"; scope: Scope; afterMs: number | null; counts: boolean });

const waits = { kind: "later", scope: "sender", counts: false } as const;

const rows: readonly Row[] = [
  // security
  { status: 401, says: null, error: "provider_auth_failed", afterMs: null, ...waits },
  { status: 403, says: null, error: "provider_permission_missing", afterMs: null, ...waits },
  // field; the session's own life makes or starts it meanwhile
  { status: 404, says: /session/i, error: "session_not_connected", afterMs: 5_000, ...waits },
  { status: 422, says: /session/i, error: "session_not_connected", afterMs: 5_000, ...waits },
  // nest
  { status: 400, says: null, error: "request_rejected", kind: "refused" },
  { status: 413, says: null, error: "media_rejected", kind: "refused" },
  { status: 422, says: null, error: "request_rejected", kind: "refused" },
  { status: 501, says: null, error: "type_not_supported", kind: "refused" },
  // A proxy's; WAHA itself has no limit of requests.
  { status: 429, says: null, error: "provider_throttled", afterMs: 3_000, ...waits },
];

/** WhatsApp's server said no: the message did not go, and what follows is as over WhatsApp Web. */
function outcomeOfServerError(code: string, detail: string): Outcome {
  const refusal = serverRefusals[code];
  if (refusal) return { kind: "refused", error: { code: refusal, providerCode: code, detail } };
  const error = { code: "provider_error", providerCode: code, detail } as const;
  return { kind: "later", error, scope: "message", afterMs: null, counts: true };
}

/** sessions: known chats still work, so the sender does not wait as a whole; a repetition prolongs the lock. */
const serverRefusals: Readonly<Record<string, ErrorCode>> = {
  "463": "sender_quality_restricted",
  "475": "sender_quality_restricted",
};

function later(
  error: { code: ErrorCode; providerCode: string; detail: string },
  { scope, afterMs, counts }: Extract<Row, { kind: "later" }>,
  retryAfterMs: number | null,
): Outcome {
  return { kind: "later", error, scope, afterMs: retryAfterMs ?? afterMs, counts };
}

/** `exception.message` of its own failures, `message` of NestJS' (a list for validation), `error` of the rest. */
function textIn(body: unknown): string | null {
  const { exception, message, error } = fields(body);
  const list = Array.isArray(message)
    ? message.filter((item) => typeof item === "string").join("; ")
    : message;
  return words(fields(exception)["message"]) ?? words(list) ?? words(error);
}
