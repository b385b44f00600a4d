// The Cloud API road against the suite every transport passes, over real HTTP to a Graph server on loopback.

import type { ServerResponse } from "node:http";
import { describeTransport } from "../conformance.ts";
import type { TransportEvent } from "../transport.ts";
import { createCloudApiTransport, parseWebhook, verifySignature } from "./index.ts";
import { accepted, answer, graphError, sign, startLoopbackGraph } from "./loopback-graph.ts";
import type { Received } from "./loopback-graph.ts";

const phoneNumberId = "300000000000001";
const appSecret = "app-secret-of-the-test";
const accessToken = "EAALoopbackAccessToken0001";

const people = {
  ordinary: "+14155550100",
  refused: "+14155550101",
  later: "+14155550102",
  lost: "+14155550103",
  silent: "+14155550104",
};

describeTransport(
  "cloud_api on loopback",
  async () => {
    const events: TransportEvent[] = [];
    const graph = await startLoopbackGraph((received, response) => respond(received, response, events));
    return {
      transport: createCloudApiTransport({ graphOrigins: new Set([graph.origin]) }),
      account: {
        senderId: "snd_1",
        address: "+15550100000",
        config: {
          graph_url: `${graph.origin}/graph`,
          version: "v25.0",
          phone_number_id: phoneNumberId,
        },
        secrets: { access_token: accessToken, app_secret: appSecret },
      },
      people,
      events,
      reached: ({ correlation }) =>
        graph.received.some(({ body }) => body["biz_opaque_callback_data"] === correlation),
      stop: () => graph.stop(),
    };
  },
  { "a type it does not carry is refused": "it carries every type" },
);

function respond({ body }: Received, response: ServerResponse, events: TransportEvent[]): void {
  const correlation = body["biz_opaque_callback_data"];
  const id = `wamid.${String(correlation)}`;
  switch (body["to"]) {
    case people.silent:
      return;
    case people.refused:
      // Meta really does quote the token in some errors.
      return answer(response, 400, graphError(132001, { error_data: { details: `of ${accessToken}` } }));
    case people.later:
      return answer(response, 400, graphError(130429));
    case people.lost:
      response.destroy();
      break;
    default:
      answer(response, 200, accepted(id));
  }
  for (const status of ["sent", "delivered"]) {
    events.push(...receive({ id, status, timestamp: "1795000005", biz_opaque_callback_data: correlation }));
  }
}

/** What Meta would post, signed and read as the webhook route does. */
function receive(status: Record<string, unknown>): TransportEvent[] {
  const metadata = { phone_number_id: phoneNumberId };
  const value = { messaging_product: "whatsapp", metadata, statuses: [status] };
  const rawBody = Buffer.from(
    JSON.stringify({ entry: [{ id: "2", changes: [{ field: "messages", value }] }] }),
  );
  if (!verifySignature(rawBody, sign(rawBody, appSecret), [appSecret]))
    throw new Error("The signature is wrong.");
  return parseWebhook(JSON.parse(rawBody.toString("utf8"))).events.map(({ event }) => event);
}
