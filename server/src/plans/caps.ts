// What a plan caps, and what of it a tenant's own overrides change. Pure.

import type { CapName, PlanCaps, PlanOverrides } from "@waypost/contract";

/** In the order in which they are shown. */
export const capNames = [
  "messages_per_minute",
  "messages_per_day",
  "messages_per_month",
  "senders",
  "seats",
  "contacts",
  "media_bytes",
  "webhook_endpoints",
] as const satisfies readonly CapName[];

/** A cap of null is lifted; one that is not named stays the plan's. */
export function capsWith(plan: PlanCaps, overrides: PlanOverrides): PlanCaps {
  const caps: PlanCaps = {};
  for (const name of capNames) {
    const cap = overrides[name] === undefined ? plan[name] : overrides[name];
    if (cap !== undefined && cap !== null) caps[name] = cap;
  }
  return caps;
}

/** How a cap is called in a sentence. */
export const wordsOf: Readonly<Record<CapName, string>> = {
  messages_per_minute: "messages a minute",
  messages_per_day: "messages a day",
  messages_per_month: "messages a month",
  senders: "senders",
  seats: "seats",
  contacts: "contacts",
  media_bytes: "bytes of media",
  webhook_endpoints: "webhook endpoints",
};
