// WasenderApi against the suite every transport passes: the simulator as WasenderApi, its webhooks received.

import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import type { Transport, TransportEvent } from "../transport.ts";
import { startWasender } from "./testing/rig.ts";

const people = {
  ordinary: "+14155550100",
  // Three of the simulator's magic people: not on WhatsApp, throttled, and an answer that never comes.
  refused: "+14155550002",
  later: "+14155550007",
  lost: "+14155550103",
  silent: "+14155550006",
};

const faults = { people: { "14155550103": { lose_response: true } } };

describeTransport(
  "wasender against the simulator",
  async (): Promise<Rig> => {
    const rig = await startWasender({ faults });
    const names = new Map<string, string>();
    const events = namedLater(rig.events, names);
    return {
      transport: noting(rig.transport, names),
      account: rig.account,
      people,
      events,
      // There is no way to see which message it is until it is named: the one to this person.
      reached: ({ to }) =>
        to === people.silent &&
        rig.events.some((event) => event.kind === "status" && !names.has(event.providerMessageId)),
      stop: rig.stop,
    };
  },
  {
    "a lost answer is unknown, and the receipt settles it":
      "WasenderApi takes no id of ours and repeats none: without its answer nothing ties a receipt to the message",
  },
);

/** Remembers under which id each message was taken, as messaging does. */
function noting(transport: Transport, names: Map<string, string>): Transport {
  return {
    ...transport,
    open: async (account, emit) => {
      const session = await transport.open(account, emit);
      return {
        ...session,
        send: async (message, signal) => {
          const outcome = await session.send(message, signal);
          if (outcome.kind === "accepted") names.set(outcome.providerMessageId, message.correlation);
          return outcome;
        },
      };
    },
  };
}

/** Evidence finds its message by the provider's id, also when it came before the answer. */
function namedLater(events: TransportEvent[], names: ReadonlyMap<string, string>): TransportEvent[] {
  return new Proxy(events, {
    get: (target, property) => {
      const named = target.map((event) =>
        event.kind === "status"
          ? { ...event, correlation: names.get(event.providerMessageId) ?? null }
          : event,
      );
      const from = property === "push" ? target : named;
      const value: unknown = Reflect.get(from, property);
      return typeof value === "function" ? value.bind(from) : value;
    },
  });
}
