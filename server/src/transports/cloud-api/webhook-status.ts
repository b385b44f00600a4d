// Reads one status of a webhook: evidence about a message of ours.

import type { StatusEvent, TransportError } from "../transport.ts";
import { blockOf, judge, retryOf } from "./error-map.ts";
import { fields } from "../http/json.ts";
import { readGraphError } from "./graph-error.ts";
import { readTimestamp } from "./webhook-time.ts";
import type { ReadItem } from "./webhook.ts";

export function readStatus(item: unknown): ReadItem {
  const { id, status, timestamp, biz_opaque_callback_data: echoed, errors } = fields(item);
  if (typeof id !== "string" || id === "" || id.length > 512) return unreadable("it names no message");
  if (typeof status !== "string") return unreadable("it has no status");
  // Meta's older `deleted` and `warning`, and whatever comes next.
  if (!isKnown(status)) return { kind: "other", field: `status.${status.slice(0, 40)}` };
  const at = readTimestamp(timestamp);
  if (!at) return unreadable("it has no readable timestamp");
  const correlation = typeof echoed === "string" && echoed !== "" && echoed.length <= 512 ? echoed : null;
  const evidence = { kind: "status", status, providerMessageId: id, correlation, at } as const;
  const failure = status === "failed" ? readFailure(errors) : { error: null, retry: null };
  return { kind: "event", event: { ...evidence, ...failure } };
}

const known = ["sent", "delivered", "read", "played", "failed"] as const;

function isKnown(status: string): status is StatusEvent["status"] {
  return known.some((name) => name === status);
}

function readFailure(errors: unknown): Pick<StatusEvent, "error" | "retry" | "blocks"> {
  const error = readGraphError(Array.isArray(errors) ? errors[0] : errors);
  if (!error) return { error: unnamed, retry: null };
  const verdict = judge(error, null);
  return {
    error: { code: verdict.error, providerCode: String(error.code), detail: error.detail },
    retry: retryOf(verdict),
    blocks: blockOf(verdict),
  };
}

const unnamed: TransportError = {
  code: "provider_error",
  providerCode: null,
  detail: "The provider reports a failure without a reason.",
};

function unreadable(reason: string): ReadItem {
  return { kind: "unreadable", reason };
}
