// WasenderApi's webhook: the secret of its session comes along as it is.

import { parseWebhook, provesWasender } from "../transports/wasender/index.ts";
import type { ReadWebhook } from "./intake-worker.ts";
import { readJson } from "./read-json.ts";
import { headerOf, type SenderHook } from "./sender-hook.ts";

export const wasenderHook: SenderHook = {
  transport: "wasender",
  proves: (_body, headers, secret) => provesWasender(headerOf(headers, "x-webhook-signature"), secret),
};

export function readWasenderBody(body: Buffer, now: Date): ReadWebhook {
  return readJson(body, (json) => {
    const { events, problem } = parseWebhook(json, now);
    return { events: events.map((event) => ({ externalId: "", event })), changes: [], problem };
  });
}
