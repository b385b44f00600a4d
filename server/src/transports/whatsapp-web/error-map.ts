// What a server's refusal of a message means, by the code in its ack.
//
// The codes are nowhere documented by WhatsApp. Sources: `baileys` SERVER_ERROR_CODES and NACK_REASONS of
// 7.0.0-rc14, which cite WhatsApp Web's own names; others follow the HTTP numbers they are modelled on.

import type { ErrorCode } from "@waypost/contract";
import type { Outcome, TransportError } from "../transport.ts";

type Verdict =
  | { kind: "refused"; code: ErrorCode; words: string }
  | { kind: "later"; code: ErrorCode; words: string; scope: "message" | "sender"; counts: boolean };

export function outcomeOfError(providerCode: string): Outcome {
  const verdict = verdictOf(providerCode);
  const error: TransportError = { code: verdict.code, providerCode, detail: verdict.words };
  if (verdict.kind === "refused") return { kind: "refused", error };
  const { scope, counts } = verdict;
  return { kind: "later", error, scope, afterMs: scope === "sender" ? 60_000 : null, counts };
}

/** For a refusal that came after the wait for it was over. */
export function failureOfError(providerCode: string): {
  error: TransportError;
  retry: { afterMs: number } | null;
} {
  const verdict = verdictOf(providerCode);
  return {
    error: { code: verdict.code, providerCode, detail: verdict.words },
    retry: verdict.kind === "later" ? { afterMs: 60_000 } : null,
  };
}

function verdictOf(providerCode: string): Verdict {
  const known = Object.hasOwn(rows, providerCode) ? rows[providerCode] : undefined;
  if (known) return known;
  const number = Number(providerCode);
  return number >= 500 && number < 600
    ? later("provider_error", "WhatsApp failed to take the message.")
    : refused("request_rejected", "WhatsApp refused the message.");
}

/** SenderReachoutTimelocked. */
export const newChatsLocked = "463";

const rows: Readonly<Record<string, Verdict>> = {
  "404": refused("recipient_undeliverable", "WhatsApp does not know the recipient."),
  "429": {
    kind: "later",
    code: "provider_throttled",
    words: "WhatsApp asks to slow down.",
    scope: "sender",
    counts: false,
  },
  // The account may begin no new chats, or has no trusted-contact token for this person; the code is the same
  // for both. Known chats still work, so the sender does not wait as a whole. Whatever comes after the
  // refusal by itself is one more reach-out and prolongs the lock, and where the token is what is missing the
  // lock's end changes nothing: so it is refused for good. Messages that were not tried yet wait for the
  // lock's end instead, which messaging is told of (../transport.ts, NewChatsEvent).
  [newChatsLocked]: refused(
    "sender_quality_restricted",
    "WhatsApp does not let this number begin new chats at the moment.",
  ),
  // SmaxInvalid: mostly a device of the recipient's that is gone; the list of devices is fetched anew.
  "479": later("provider_error", "WhatsApp refused the form of the message."),
};

function refused(code: ErrorCode, words: string): Verdict {
  return { kind: "refused", code, words };
}

function later(code: ErrorCode, words: string): Verdict {
  return { kind: "later", code, words, scope: "message", counts: true };
}
