// The Cloud API road against the suite every transport passes, with the simulator as Meta and its
// signed webhooks.

import { createSimulator } from "@waypost/simulator";
import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import { headerOf, startHookServer } from "../http/testing/hook-server.ts";
import type { TransportEvent } from "../transport.ts";
import { createCloudApiTransport, verifySignature } from "./index.ts";
import { conditions, people, reachedAccordingTo, takeWebhook } from "./testing/graph-provider.ts";

describeTransport(
  "cloud_api against the simulator",
  async (): Promise<Rig> => {
    const events: TransportEvent[] = [];
    const hook = await startHookServer((rawBody, headers) => {
      const signature = headerOf(headers, "x-hub-signature-256");
      if (!verifySignature(rawBody, signature, [simulator.config().app_secret])) return false;
      return takeWebhook(events, rawBody);
    });
    const simulator = createSimulator({ ...conditions, webhookUrl: hook.url });
    const { url } = await simulator.start();
    const { graph_url, version, phone_number_id, access_token, app_secret } = simulator.config();
    return {
      transport: createCloudApiTransport({ graphOrigins: new Set([url]) }),
      account: {
        senderId: "snd_1",
        address: simulator.config().display_phone_number,
        config: { graph_url, version, phone_number_id },
        secrets: { access_token, app_secret },
      },
      people,
      events,
      reached: reachedAccordingTo(events),
      stop: async () => {
        await simulator.stop();
        await hook.stop();
      },
    };
  },
  { "a type it does not carry is refused": "it carries every type" },
);
