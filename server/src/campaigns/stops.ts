// When a campaign stops by itself: signals that more of it would do harm, and shares that are too high. Pure.

import type { Standstill, Stops } from "./campaign.ts";
import type { Count } from "./store/tally.ts";

/** Sums by what is counted, over all senders. */
export type Counts = ReadonlyMap<string, number>;

export function countsOf(rows: readonly Pick<Count, "what" | "count">[]): Counts {
  const counts = new Map<string, number>();
  for (const { what, count } of rows) counts.set(what, (counts.get(what) ?? 0) + count);
  return counts;
}

/** The sum of all whose name is this word, or begins with it and a colon. */
export function sumOf(counts: Counts, ...words: readonly string[]): number {
  let sum = 0;
  for (const [what, count] of counts) {
    if (words.some((word) => what === word || what.startsWith(`${word}:`))) sum += count;
  }
  return sum;
}

/**
 * Why it has to stop; null when it may go on. `heeded` is what had been counted when somebody let it go on the last
 * time: what they knew does not stop it again.
 */
export function stopFor(counts: Counts, heeded: Counts, stops: Stops): Standstill | null {
  const since = new Map([...counts].map(([what, count]) => [what, count - (heeded.get(what) ?? 0)]));
  for (const [code, detail] of Object.entries(signals)) {
    const seen = sumOf(
      since,
      `message:failed:${code}`,
      `message:queued:${code}`,
      `message:scheduled:${code}`,
    );
    if (seen > 0) return { code, detail };
  }
  const left = sumOf(since, ...reached) + sumOf(since, "message:failed");
  if (left < (stops.minimum ?? usual.minimum)) return null;
  const failures = sumOf(since, "message:failed") - sumOf(since, ...personal);
  const optOuts = sumOf(since, "opted_out", ...blocks);
  return (
    tooMany("failed", failures, left, stops.failure_percent ?? usual.failurePercent) ??
    tooMany("opted_out", optOuts, left, stops.opt_out_percent ?? usual.optOutPercent)
  );
}

/** Below a hundred messages a share says little. */
const usual = { minimum: 100, failurePercent: 20, optOutPercent: 5 } as const;

/** Statuses of messages that have left. */
export const reached = ["sent", "delivered", "read", "played", "unknown"].map(
  (status) => `message:${status}`,
);

/** Failures that say something about one person, and nothing about the campaign. */
const personal = [
  "marketing_capped",
  "recipient_undeliverable",
  "recipient_in_experiment",
  "window_closed",
].map((code) => `message:failed:${code}`);
const blocks = ["recipient_blocked", "recipient_opted_out"].map((code) => `message:failed:${code}`);

/** One of these is enough. */
const signals: Readonly<Record<string, string>> = {
  sender_quality_restricted:
    "WhatsApp restricts the number for spam: too many people reported or blocked it.",
  account_restricted: "WhatsApp has restricted the account.",
  payment_required_by_provider: "WhatsApp wants the account's payment to be settled.",
  provider_auth_failed: "WhatsApp no longer takes the sender's credentials.",
  provider_permission_missing: "The sender's credentials may not send.",
  template_paused: "WhatsApp has paused the template.",
  template_disabled: "WhatsApp has disabled the template.",
  template_policy_violation: "WhatsApp says the template breaks its policy.",
  template_missing: "The template is not there any more.",
  template_parameters_invalid: "What fills the template does not fit it.",
  marketing_not_enabled: "The account may not send marketing.",
};

function tooMany(
  what: "failed" | "opted_out",
  count: number,
  of: number,
  percent: number,
): Standstill | null {
  if (count * 100 <= percent * of) return null;
  const share = Math.round((count * 1_000) / of) / 10;
  const words =
    what === "failed" ? "of the messages failed" : "of the people opted out or blocked the number";
  return {
    code: `too_many_${what}`,
    detail: `${share} % ${words} (${count} of ${of}); ${percent} % are allowed.`,
  };
}
