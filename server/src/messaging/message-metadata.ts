// What of a message is seen by somebody who may know that it was sent, and not what it says.

import { lastDigits, metadataOnly } from "../kernel/metadata-only.ts";

/**
 * Left out: the content; what a tenant writes about it (metadata, client_reference); the provider's id, in which Meta
 * spells the recipient's number; the words of errors and of the timeline, which repeat what providers say.
 */
export const messageMetadata = metadataOnly({
  fields: [
    "id",
    "status",
    "to",
    "from",
    "type",
    "category",
    "created_at",
    "unknown_policy",
    "send_at",
    "expires_at",
    "updated_at",
    "possible_duplicate",
    "error",
    "attempts",
    "content_removed",
    "timeline",
    "dead_at",
  ],
  shorten: { to: lastDigits, error: errorMetadata, timeline: timelineMetadata },
});

const errorView = metadataOnly({
  fields: ["code", "title", "retryable", "maybe_sent", "provider_code"],
  shorten: {},
});

function errorMetadata(error: unknown): unknown {
  return error === null ? null : errorView(error);
}

const entryView = metadataOnly({ fields: ["at", "type", "source"], shorten: {} });

function timelineMetadata(timeline: unknown): unknown {
  return Array.isArray(timeline) ? timeline.map(entryView) : null;
}
