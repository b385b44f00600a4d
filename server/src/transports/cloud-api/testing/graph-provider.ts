// Meta for the conformance suite: the simulator with one person for each situation, and quick receipts.

import type { Rig, Situation } from "../../conformance.ts";
import type { OutgoingMessage, TransportEvent } from "../../transport.ts";
import { parseWebhook } from "../webhook.ts";

export const people: Readonly<Record<Situation, string>> = {
  ordinary: "+14155550100",
  refused: "+14155550101",
  later: "+14155550102",
  lost: "+14155550103",
  // One of the simulator's magic people: accepts, and keeps the answer back.
  silent: "+14155550006",
};

export const conditions = {
  faults: {
    people: {
      "14155550101": { error: 131009 },
      "14155550102": { error: 131016 },
      "14155550103": { lose_response: true },
    },
  },
  // The suite sends as many at once as the transport allows, all to one person.
  settings: { limits: { throughput_per_second: null, pair_interval_ms: null } },
  people: {
    sent_ms: { min: 1, max: 5 },
    delivered_ms: { min: 1, max: 5 },
    read_ms: { min: 1, max: 5 },
  },
};

/** Takes what a webhook tells; false when something in it was not understood. */
export function takeWebhook(events: TransportEvent[], rawBody: Buffer): boolean {
  const parsed = parseWebhook(JSON.parse(rawBody.toString("utf8")));
  events.push(...parsed.events.map(({ event }) => event));
  return parsed.unreadable.length === 0;
}

/** The first webhook about a message shows that Meta has it. */
export function reachedAccordingTo(events: readonly TransportEvent[]): Rig["reached"] {
  return ({ correlation }: OutgoingMessage) =>
    events.some((event) => event.kind === "status" && event.correlation === correlation);
}
