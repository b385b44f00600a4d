// The Cloud API road against the suite every transport passes, with the simulator as Meta and its
// signed webhooks.

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createSimulator } from "@waypost/simulator";
import { describeTransport } from "../conformance.ts";
import type { Rig } from "../conformance.ts";
import type { TransportEvent } from "../transport.ts";
import { createCloudApiTransport, parseWebhook, verifySignature } from "./index.ts";

const people = {
  ordinary: "+14155550100",
  refused: "+14155550101",
  later: "+14155550102",
  lost: "+14155550103",
  // One of the simulator's magic people: accepts, and keeps the answer back.
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
  // The suite sends as many at once as the transport allows, all to one person.
  settings: { limits: { throughput_per_second: null, pair_interval_ms: null } },
  people: {
    sent_ms: { min: 1, max: 5 },
    delivered_ms: { min: 1, max: 5 },
    read_ms: { min: 1, max: 5 },
  },
};

describeTransport(
  "cloud_api against the simulator",
  async (): Promise<Rig> => {
    const events: TransportEvent[] = [];
    const hook = await startHook((rawBody, signature) => {
      if (!verifySignature(rawBody, signature, [simulator.config().app_secret])) return false;
      const parsed = parseWebhook(JSON.parse(rawBody.toString("utf8")));
      events.push(...parsed.events.map(({ event }) => event));
      return parsed.unreadable.length === 0;
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

/** Receives webhooks as the API server does: raw bytes first, 200 only for what was understood. */
async function startHook(take: (rawBody: Buffer, signature: string | undefined) => boolean) {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const signature = request.headers["x-hub-signature-256"];
    const taken = take(Buffer.concat(chunks), typeof signature === "string" ? signature : undefined);
    response.writeHead(taken ? 200 : 401).end();
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hooks/cloud-api`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
