// Errors of the event stream: places that are gone, and too many who follow.

import type { ErrorEntry } from "./entry.ts";

export const eventErrors = {
  events_gone: {
    title: "The stream cannot go on from there",
    status: 410,
    cause: "The event is older than events are kept, or was told by a database that was since replaced.",
    who: "caller",
    remedy: "Read what you need to know anew, then follow without `Last-Event-ID`.",
    retryable: false,
    maybe_sent: false,
    upstream: [],
  },
  too_many_streams: {
    title: "Too many connections follow events",
    status: 429,
    cause: "The key, the person or the tenant has as many connections to this process as it may.",
    who: "caller",
    remedy: "Follow once and pass on what comes; close what nobody reads.",
    retryable: true,
    maybe_sent: false,
    upstream: [],
  },
} as const satisfies Record<string, ErrorEntry>;
