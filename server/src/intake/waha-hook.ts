// WAHA's webhook: an HMAC of the raw body under the key its session was configured with.

import { parseWebhook, verifyHmac } from "../transports/waha/index.ts";
import type { ReadWebhook } from "./intake-worker.ts";
import { readJson } from "./read-json.ts";
import { headerOf, type SenderHook } from "./sender-hook.ts";

export const wahaHook: SenderHook = {
  transport: "waha",
  proves: (body, headers, secret) => verifyHmac(body, headerOf(headers, "x-webhook-hmac"), secret),
};

export function readWahaBody(body: Buffer, now: Date): ReadWebhook {
  return readJson(body, (json) => {
    const { events, problem } = parseWebhook(json, now);
    return { events: events.map((event) => ({ externalId: "", event })), changes: [], problem };
  });
}
