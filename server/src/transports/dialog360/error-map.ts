// What 360dialog says in words of its own, before Meta has seen the message. Everything else in its answers is
// Meta's Graph error, which the Cloud API's own map reads.
//
// Source of every row: docs.360dialog.com, "Error Code Reference", table "360Dialog Messaging Errors"
// (status and text). The table gives no JSON, so the text is looked for wherever 360dialog is known to put one:
// `meta.developer_message` (its older documents), `error`, `message`, `detail`. Where exactly it stands today
// could not be confirmed; an answer in which it is not found falls back on its status.

import type { ErrorCode } from "@waypost/contract";
import type { Answer } from "../http/client.ts";
import { fields, words } from "../http/json.ts";
import type { Outcome, Scope } from "../transport.ts";

type Row = {
  status: number;
  says: RegExp;
  error: ErrorCode;
  scope: Scope;
  /** Null: until a person has done something. */
  afterMs: number | null;
};

const minute = 60_000;

const rows: readonly Row[] = [
  { status: 400, says: /has been disabled/i, error: "account_restricted", scope: "sender", afterMs: null },
  // The document names no time; its advice is to back off.
  { status: 400, says: /rate limit/i, error: "provider_throttled", scope: "sender", afterMs: minute },
  {
    status: 400,
    says: /lack of payment/i,
    error: "payment_required_by_provider",
    scope: "sender",
    afterMs: null,
  },
  { status: 401, says: /./, error: "provider_auth_failed", scope: "sender", afterMs: null },
  { status: 403, says: /./, error: "provider_permission_missing", scope: "sender", afterMs: null },
];

/**
 * Null when the answer is none of these. Its 500 and 502 say nothing about the message, so the rule of all
 * answers holds for them: it is unknown whether it went.
 */
export function readOwnError({ status, body, retryAfterMs }: Answer): Outcome | null {
  const said = textIn(body) ?? `360dialog answered ${status}.`;
  const row = rows.find((each) => each.status === status && each.says.test(said));
  if (!row) return null;
  const error = { code: row.error, providerCode: String(status), detail: said } as const;
  return { kind: "later", error, scope: row.scope, afterMs: retryAfterMs ?? row.afterMs, counts: false };
}

function textIn(body: unknown): string | null {
  const { meta, error, message, detail } = fields(body);
  const texts = [fields(meta)["developer_message"], fields(error)["message"], error, message, detail];
  const text = texts.find((each) => typeof each === "string" && each !== "");
  return words(text);
}
