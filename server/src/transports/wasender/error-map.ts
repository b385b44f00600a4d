// What WasenderApi's refusals mean for a message.
//
// Each row names what it rests on:
//   docs    wasenderapi.com/api-docs: "Understanding Rate Limits" for 429 with `retry_after`; the error examples of
//           the endpoints, `{success: false, message, errors}`, for 401 and 422.
//   field   texts that clients in public code quote; not in the documents.

import type { ErrorCode } from "@waypost/contract";
import type { Answer } from "../http/client.ts";
import { fields, words } from "../http/json.ts";
import { unknownOutcome } from "../http/outcomes.ts";
import type { Outcome, Scope } from "../transport.ts";

/** An answer to a send that is no acceptance; one of 200 that says `success: false` is read like a 422. */
export function outcomeOfRefusal({ status: given, body, retryAfterMs }: Answer): Outcome {
  const status = given >= 200 && given < 300 ? 422 : given;
  const said = textIn(body) ?? `WasenderApi answered ${given}.`;
  const row = rows.find((each) => each.status === status && (each.says === null || each.says.test(said)));
  if (row) {
    const error = { code: row.error, providerCode: String(given), detail: said };
    if (row.kind === "refused") return { kind: "refused", error };
    const afterMs = waitIn(body) ?? retryAfterMs ?? row.afterMs;
    return { kind: "later", error, scope: row.scope, afterMs, counts: false };
  }
  // It takes no id of ours and knows no idempotency: what a failure of its own left behind cannot be told.
  if (status >= 500 || status === 408)
    return unknownOutcome(`WasenderApi answered ${given} without saying what became of the message.`);
  const error = { code: "provider_error", providerCode: String(given), detail: said } as const;
  return { kind: "later", error, scope: "message", afterMs: retryAfterMs, counts: true };
}

type Row = { status: number; says: RegExp | null; error: ErrorCode } & (
  | { kind: "refused" }
  | { kind: "later"; scope: Scope; afterMs: number | null }
);

const minute = 60_000;

const rows: readonly Row[] = [
  // docs
  { status: 401, says: null, error: "provider_auth_failed", kind: "later", scope: "sender", afterMs: null },
  // field: "No active subscription"
  {
    status: 403,
    says: null,
    error: "provider_permission_missing",
    kind: "later",
    scope: "sender",
    afterMs: null,
  },
  // field: "WhatsApp Session is not connected"; the phone is linked again at WasenderApi
  {
    status: 422,
    says: /not connected/i,
    error: "session_not_connected",
    kind: "later",
    scope: "sender",
    afterMs: minute,
  },
  // field: "The provided JID does not exist on WhatsApp."
  { status: 422, says: /does not exist on whatsapp/i, error: "recipient_undeliverable", kind: "refused" },
  // docs
  { status: 422, says: null, error: "request_rejected", kind: "refused" },
  { status: 400, says: null, error: "request_rejected", kind: "refused" },
  { status: 413, says: null, error: "media_rejected", kind: "refused" },
  // docs; with account protection it is one message in 5 seconds
  { status: 429, says: null, error: "provider_throttled", kind: "later", scope: "sender", afterMs: 5_000 },
];

/** `retry_after` in seconds; an hour is the most a stranger may ask for. */
function waitIn(body: unknown): number | null {
  const seconds = fields(body)["retry_after"];
  return typeof seconds === "number" && seconds >= 0 ? Math.min(seconds, 3_600) * 1_000 : null;
}

/** `message`, and what is wrong with each field. */
function textIn(body: unknown): string | null {
  const { message, errors } = fields(body);
  const details = Object.values(fields(errors)).flat();
  const texts = [message, ...details].filter((text) => typeof text === "string");
  return words(texts.join(" "));
}
