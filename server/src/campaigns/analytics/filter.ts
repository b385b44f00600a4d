// From a figure of a campaign to the people it counts. Pure.

import type { RecipientFilter } from "@waypost/contract";
import type { RecipientsAsked } from "./store/recipients.ts";

type Meant = Pick<RecipientsAsked, "statuses" | "did" | "reason" | "error">;

/** What has left counts as sent whatever came after, and what was read as delivered. */
export function meantBy({ status, reason, error }: RecipientFilter): Meant {
  const codes = { reason: reason ?? null, error: error ?? null };
  if (status === undefined) return { statuses: null, did: null, ...codes };
  if (status === "replied" || status === "clicked" || status === "converted" || status === "opted_out")
    return { statuses: null, did: status, ...codes };
  return { statuses: stagesOf[status] ?? [status], did: null, ...codes };
}

const left = ["sent", "delivered", "read", "played"];
const waiting = ["pending", "held", "queued"];

const stagesOf: Readonly<Record<string, readonly string[]>> = {
  sent: left,
  delivered: left.slice(1),
  read: left.slice(2),
  failed: ["failed", "expired"],
  waiting,
  eligible: [...waiting, ...left, "failed", "expired", "unknown", "canceled"],
};

/** Where each figure's people are listed. */
export function addressesOf(
  campaign: string,
  codes: { skipped: readonly string[]; failed: readonly string[] },
) {
  const list = `/v1/campaigns/${campaign}/recipients`;
  const figures = [
    "eligible",
    "waiting",
    "sent",
    "delivered",
    "read",
    "replied",
    "clicked",
    "converted",
    "opted_out",
    "failed",
    "unknown",
    "skipped",
    "canceled",
  ];
  const address = (query: Record<string, string>): string =>
    `${list}?${new URLSearchParams(query).toString()}`;
  return Object.fromEntries([
    ["audience", list],
    ...figures.map((status) => [status, address({ status })]),
    ...codes.skipped.map((reason) => [`skipped.${reason}`, address({ status: "skipped", reason })]),
    ...codes.failed.map((error) => [`failed.${error}`, address({ status: "failed", error })]),
  ]) as Record<string, string>;
}
