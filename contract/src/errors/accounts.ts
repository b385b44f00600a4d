// Errors of business numbers and accounts at Meta: their setup, and the limits they are kept below.

import type { ErrorEntry } from "./entry.ts";

export const businessAccountErrors = {
  not_a_cloud_api_sender: {
    title: "The sender is no number of the Cloud API",
    status: 409,
    cause: "Its transport has no business account, or keeps it with another provider.",
    who: "caller",
    remedy: "Ask it of a sender over `cloud_api` or `sandbox`.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  provider_refused: {
    title: "The provider refuses the request",
    status: 422,
    cause: "Meta answered with an error; `detail` repeats its code and its words.",
    who: "caller",
    remedy: "Do what the detail says, then try again.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  provider_unreachable: {
    title: "The provider gave no answer",
    status: 503,
    cause: "Meta could not be reached, is overloaded, or asks to slow down.",
    who: "provider",
    remedy: "Try again in a minute.",
    retryable: true,
    maybe_sent: false,
    upstream: [],
  },
  meta_app_missing: {
    title: "There is no Meta app",
    status: 409,
    cause: "Embedded Signup needs the id and the secret of the app whose dialog was shown.",
    who: "operator",
    remedy: "Store them with `PUT /v1/meta-app`.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  messaging_limit_reached: {
    title: "The business has begun to write to as many people as it may",
    status: null,
    cause:
      "Meta limits how many people a portfolio may begin to write to in 24 hours; 90 % of them are used.",
    who: "provider",
    remedy: "It goes by itself when there is room; Meta raises the limit of a number with good quality.",
    retryable: true,
    maybe_sent: false,
    upstream: [],
  },
} as const satisfies Record<string, ErrorEntry>;
