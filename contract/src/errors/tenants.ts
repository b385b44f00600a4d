// Errors of tenants and their keys: what a tenant's state forbids, and what a key may not give away.

import type { ErrorEntry } from "./entry.ts";

export const tenantErrors = {
  tenant_suspended: {
    title: "The tenant is suspended or closing",
    status: 403,
    cause:
      "Nothing can be changed and nothing is sent while a tenant is suspended or closing. What was accepted " +
      "waits, and expires when its time is over.",
    who: "operator",
    remedy: "Read why in `state_reason` of `GET /v1/tenant`, and ask who runs this Waypost.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  tenant_wrong_state: {
    title: "The tenant's state does not allow this",
    status: 409,
    cause: "The step does not lead from the state the tenant is in, as it is described in `docs/tenants.md`.",
    who: "caller",
    remedy: "Read the tenant's state and take a step that leads from it.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  tenant_slug_taken: {
    title: "The slug is taken",
    status: 409,
    cause: "Another tenant has this slug.",
    who: "caller",
    remedy: "Choose another slug.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  confirmation_mismatch: {
    title: "The confirmation names something else",
    status: 409,
    cause: "What cannot be undone asks for the tenant's slug in `confirm`, and another one was sent.",
    who: "caller",
    remedy: "Send the slug of the tenant you mean.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  key_beyond_caller: {
    title: "The key would do more than its maker",
    status: 403,
    cause:
      "Whoever makes, changes or rotates a key needs all of its scopes, needs a live key for a live one, and " +
      "cannot reach beyond the networks of the key they use.",
    who: "caller",
    remedy: "Ask somebody who may do all that the key is to do.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  api_key_inactive: {
    title: "The key has ended",
    status: 409,
    cause: "The API key is revoked or expired; neither can be taken back.",
    who: "caller",
    remedy: "Make a new key.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
} as const satisfies Record<string, ErrorEntry>;
