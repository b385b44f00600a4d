// Reading Meta's webhook bodies for the intake worker.

import { parseWebhook } from "../transports/cloud-api/index.ts";
import type { ReadWebhook } from "./intake-worker.ts";
import { readJson } from "./read-json.ts";

export function readCloudApiBody(body: Buffer): ReadWebhook {
  return readJson(body, (json) => {
    const { events, other, unreadable } = parseWebhook(json);
    const [first] = unreadable;
    return {
      events: events.map(({ phoneNumberId, event }) => ({ externalId: phoneNumberId, event })),
      changes: other,
      problem:
        first === undefined
          ? null
          : `${unreadable.length} unreadable, the first at ${first.path}: ${first.reason}`,
    };
  });
}
