// WAHA against the suite every transport passes: the simulator as WAHA, its signed webhooks received.

import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import { createNamedMessages } from "../http/testing/named-messages.ts";
import type { TransportEvent } from "../transport.ts";
import { messageIdOf } from "./message-id.ts";
import { openLinked, startWaha } from "./testing/rig.ts";

const people = {
  ordinary: "+14155550100",
  // Two of the simulator's magic people: not on WhatsApp, and an answer that never comes.
  refused: "+14155550002",
  later: "+14155550102",
  lost: "+14155550103",
  silent: "+14155550006",
};

const faults = {
  people: {
    "14155550102": { ack_error: 479 },
    "14155550103": { lose_response: true },
  },
};

describeTransport("waha against the simulator", async (): Promise<Rig> => {
  const rig = await startWaha({ faults });
  const linked = await openLinked(rig);
  await linked.close();
  const named = createNamedMessages();
  const heard: TransportEvent[] = [];
  const push = rig.events.push.bind(rig.events);
  // Webhooks speak of our names; the suite knows its own.
  rig.events.push = (...events) => {
    heard.push(...events.map(named.event));
    return push(...events);
  };
  const isKnown = (id: string): boolean =>
    rig.events.some((event) => event.kind === "status" && event.providerMessageId === id);
  return {
    transport: named.transport(rig.transport),
    account: rig.account,
    people,
    events: heard,
    reached: (message) => isKnown(messageIdOf(named.nameOf(message))),
    stop: rig.stop,
  };
});
