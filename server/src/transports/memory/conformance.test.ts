// The memory road against the suite every transport passes.

import { describeTransport } from "../conformance.ts";
import type { TransportEvent } from "../transport.ts";
import { createMemoryTransport } from "./index.ts";
import type { Fate } from "./index.ts";

const fates: Record<string, Fate> = {
  "+2": "refused",
  "+3": "later",
  "+4": "lost",
  "+5": "silent",
};

describeTransport(
  "memory",
  async () => {
    const events: TransportEvent[] = [];
    const reached = new Set<string>();
    return {
      transport: createMemoryTransport({
        fate: ({ to, correlation }) => {
          reached.add(correlation);
          return fates[to] ?? "delivered";
        },
        now: () => new Date(),
      }),
      account: {
        senderId: "snd_1",
        address: "+15550100000",
        config: {},
        secrets: { token: "a-secret" },
      },
      people: { ordinary: "+1", refused: "+2", later: "+3", lost: "+4", silent: "+5" },
      events,
      reached: ({ correlation }) => reached.has(correlation),
      stop: async () => {},
    };
  },
  { "without its configuration it answers, and says so": "it needs none" },
);
