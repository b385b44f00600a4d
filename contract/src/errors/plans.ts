// Error codes about what a tenant's plan allows.

import type { ErrorEntry } from "./entry.ts";

export const planErrors = {
  // 429 for all three windows: RFC 6585 §4 speaks of "a given amount of time", and Retry-After says which (RFC 9110
  // §10.2.3). 402 is reserved for future use (§15.5.3), and 403 asks not to repeat what may be repeated later.
  plan_limit_reached: {
    title: "The plan's messages are used up",
    status: 429,
    cause: "The tenant's plan allows so many messages a minute, day or month, and they have been accepted.",
    who: "operator",
    remedy: "Wait for Retry-After, when the window renews; `GET /v1/plan` shows all caps and what is left.",
    retryable: true,
    maybe_sent: false,
    upstream: [],
  },
  // 403: the same request does not succeed by waiting (RFC 9110 §15.5.4).
  plan_capacity_reached: {
    title: "The plan has no more room",
    status: 403,
    cause:
      "The tenant's plan allows so many senders, seats, contacts, bytes or endpoints, and they are there.",
    who: "operator",
    remedy: "Remove what is not needed, or ask for a larger plan; `GET /v1/plan` shows what there is.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  plan_in_use: {
    title: "The plan is in use",
    status: 409,
    cause: "Tenants are on this version of the plan, or have been.",
    who: "caller",
    remedy: "Archive it instead: nobody can be put on it any more, and who is on it stays.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  plan_archived: {
    title: "The plan is archived",
    status: 409,
    cause: "Nobody can be put on an archived plan.",
    who: "caller",
    remedy: "Choose another version, or take the plan out of the archive.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
} as const satisfies Record<string, ErrorEntry>;
