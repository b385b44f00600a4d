// Outcomes that follow from HTTP alone, whoever the provider is.

import type { Outcome } from "../transport.ts";
import { type Exchanged, withheld } from "./client.ts";

/** An exchange without an answer: unknown as soon as a byte may have left. */
export function lostOutcome(
  { left, reason }: Extract<Exchanged, { kind: "failed" }>,
  signal: AbortSignal,
): Outcome {
  if (left) return unknownOutcome(`The connection broke after the message may have left (${reason}).`);
  const detail = `The provider was not reached, the message did not leave (${reason}).`;
  const error = { code: "connection_failed", providerCode: null, detail } as const;
  // It says nothing about the provider that the caller had gone, or had lost the lane.
  if (signal.aborted || reason === withheld)
    return { kind: "later", error, scope: "message", afterMs: null, counts: false };
  // An unreachable provider says nothing about this message, so it costs no attempt; the lane waits as one.
  return { kind: "later", error, scope: "sender", afterMs: 2000, counts: false };
}

export function unknownOutcome(detail: string): Outcome {
  return { kind: "unknown", error: { code: "outcome_unknown", providerCode: null, detail } };
}

/** It waits until a person has changed the sender. */
export function misconfigured(detail: string): Outcome {
  const error = { code: "invalid_sender_config", providerCode: null, detail } as const;
  return { kind: "later", error, scope: "sender", afterMs: null, counts: false };
}

export const afterClose: Outcome = {
  kind: "later",
  error: { code: "connection_failed", providerCode: null, detail: "The session was closed." },
  scope: "message",
  afterMs: null,
  counts: false,
};

/** Providers quote credentials in their own error texts. */
export function withoutSecret(outcome: Outcome, secret: string): Outcome {
  if (outcome.kind === "accepted") return outcome;
  const detail = outcome.error.detail.replaceAll(secret, "[token]");
  return { ...outcome, error: { ...outcome.error, detail } };
}
