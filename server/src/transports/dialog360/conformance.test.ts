// 360dialog against the suite every transport passes: the simulator as 360dialog, its signed webhooks received.

import { createSimulator } from "@waypost/simulator";
import { conditions, people, reachedAccordingTo, takeWebhook } from "../cloud-api/testing/graph-provider.ts";
import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import { headerOf, startHookServer } from "../http/testing/hook-server.ts";
import type { TransportEvent } from "../transport.ts";
import { createDialog360Transport, provesDialog360 } from "./index.ts";

describeTransport(
  "dialog360 against the simulator",
  async (): Promise<Rig> => {
    const events: TransportEvent[] = [];
    const simulator = createSimulator(conditions);
    const { url } = await simulator.start();
    const { dialog360, phone_number_id, display_phone_number } = simulator.config();
    const hook = await startHookServer((rawBody, headers) => {
      const signature = headerOf(headers, "x-360dialog-signature");
      const authorization = headerOf(headers, "authorization");
      // Both ways a webhook may prove itself.
      const proofs = [
        { signature, authorization: undefined },
        { signature: undefined, authorization },
      ];
      if (!proofs.every((proof) => provesDialog360(rawBody, proof, dialog360.platform_secret))) return false;
      return takeWebhook(events, rawBody);
    });
    await fetch(`${dialog360.url}/v1/configs/webhook`, {
      method: "POST",
      headers: { "d360-api-key": dialog360.api_key, "content-type": "application/json" },
      body: JSON.stringify({
        url: hook.url,
        headers: { authorization: `Bearer ${dialog360.platform_secret}` },
      }),
    });
    return {
      transport: createDialog360Transport({ sandboxOrigin: url }),
      account: {
        senderId: "snd_1",
        address: display_phone_number,
        config: { base_url: dialog360.url, phone_number_id },
        secrets: { api_key: dialog360.api_key, webhook_secret: dialog360.platform_secret },
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
