// 360dialog against the suite every transport passes: the simulator as 360dialog, its signed webhooks received.

import { createSimulator } from "@waypost/simulator";
import { parseWebhook } from "../cloud-api/index.ts";
import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import { headerOf, startHookServer } from "../http/testing/hook-server.ts";
import type { TransportEvent } from "../transport.ts";
import { createDialog360Transport, provesDialog360 } from "./index.ts";

const people = {
  ordinary: "+14155550100",
  refused: "+14155550101",
  later: "+14155550102",
  lost: "+14155550103",
  silent: "+14155550006",
};

const conditions = {
  faults: {
    people: {
      "14155550101": { error: 131009 },
      "14155550102": { error: 131016 },
      "14155550103": { lose_response: true },
    },
  },
  settings: { limits: { throughput_per_second: null, pair_interval_ms: null } },
  people: {
    sent_ms: { min: 1, max: 5 },
    delivered_ms: { min: 1, max: 5 },
    read_ms: { min: 1, max: 5 },
  },
};

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
      const parsed = parseWebhook(JSON.parse(rawBody.toString("utf8")));
      events.push(...parsed.events.map(({ event }) => event));
      return parsed.unreadable.length === 0;
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
      // The first webhook about a message shows that Meta has it.
      reached: ({ correlation }) =>
        events.some((event) => event.kind === "status" && event.correlation === correlation),
      stop: async () => {
        await simulator.stop();
        await hook.stop();
      },
    };
  },
  { "a type it does not carry is refused": "it carries every type" },
);
