// Reading Meta's webhook bodies for the intake worker.

import { parseWebhook } from "../transports/cloud-api/index.ts";
import type { ReadWebhook } from "./intake-worker.ts";

export function readCloudApiBody(body: Buffer): ReadWebhook {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { events: [], problem: "the body is not JSON" };
  }
  const { events, unreadable } = parseWebhook(json);
  const [first] = unreadable;
  return {
    events: events.map(({ phoneNumberId, event }) => ({ externalId: phoneNumberId, event })),
    problem:
      first === undefined
        ? null
        : `${unreadable.length} unreadable, the first at ${first.path}: ${first.reason}`,
  };
}
