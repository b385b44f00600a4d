// WhatsApp Web against the suite every transport passes: real Baileys, the simulator as WhatsApp.

import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import { messageIdOf } from "./message-id.ts";
import { openLinked, promptTiming, sender } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import { createWhatsAppWebTransport } from "./index.ts";
import { Readable } from "node:stream";
import type { TransportEvent } from "../transport.ts";

const people = {
  ordinary: "+14155550100",
  // Two of the simulator's magic people: not on WhatsApp, and an ack that never comes.
  refused: "+14155550002",
  later: "+14155550102",
  lost: "+14155550006",
  silent: "+14155551006",
};

const faults = {
  people: {
    [digits(people.later)]: { ack_error: 479 },
    [digits(people.silent)]: { lose_response: true, never_delivered: true },
  },
};

describeTransport(
  "whatsapp_web against the simulator",
  async (): Promise<Rig> => {
    const whatsapp = await startWhatsApp({ faults });
    const linked = await openLinked(whatsapp);
    await linked.session.close();
    const events: TransportEvent[] = [];
    const reached = new Set<string>();
    const { memory } = linked;
    // What is kept as sent is on its way within the same moment.
    memory.onWrite = (changes) => {
      for (const { type, id } of changes) if (type === "sent") reached.add(id);
    };
    return {
      transport: createWhatsAppWebTransport({
        production: false,
        endpoint: whatsapp.endpoint,
        fetchMedia: async () => ({
          stream: Readable.from([Buffer.from("a file")]),
          contentType: "image/png",
        }),
        log: () => {},
        timing: promptTiming,
      }),
      account: { senderId: "snd_1", address: sender, config: {}, secrets: {}, memory },
      people,
      events,
      reached: ({ correlation }) => reached.has(messageIdOf(correlation)),
      stop: () => whatsapp.stop(),
    };
  },
  {
    "closing one session leaves the sender's next one working":
      "WhatsApp gives one connection to a linked device: opening the second takes the first one's place",
    "a message whose lane was lost on the way does not leave":
      "its memory says whether the session is held, and is asked at the frame (frames.ts)",
    "without its configuration it answers, and says so": "its memory is all the configuration it has",
  },
);
