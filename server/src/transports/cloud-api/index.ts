// The road over Meta's own Cloud API: sending, and reading its webhooks.

import { messageTypes } from "@waypost/contract";
import type { Transport } from "../transport.ts";
import { createGraphClient } from "./client.ts";
import type { GraphLimits } from "./client.ts";
import { openSession } from "./session.ts";
import { createSharedClients } from "./shared-clients.ts";

export { verifySignature } from "./webhook-signature.ts";
export { parseWebhook } from "./webhook.ts";
export type { OtherChange, ParsedWebhook, WebhookEvent } from "./webhook.ts";

export type CloudApiDeps = {
  /** Origins of the Graph servers senders may use: Meta's, and the sandbox's where there is one. */
  graphOrigins: ReadonlySet<string>;
  limits?: Partial<GraphLimits>;
};

const usualLimits: GraphLimits = {
  connections: 256,
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 30_000,
};

/** Webhooks of this road come in over HTTP for all senders at once, so sessions emit nothing themselves. */
export function createCloudApiTransport(deps: CloudApiDeps): Transport {
  const limits = { ...usualLimits, ...deps.limits };
  const clients = createSharedClients((origin) => createGraphClient(origin, limits));
  return {
    name: "cloud_api",
    capabilities: {
      messageTypes: new Set(messageTypes),
      // 80 messages a second at half a second each need 40; an upgraded number ten times as many, over
      // more lanes.
      maxInFlight: 128,
      receipts: true,
    },
    open: async (account) => openSession(account, deps.graphOrigins, clients),
  };
}
