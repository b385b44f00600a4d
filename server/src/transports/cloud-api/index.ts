// The road over Meta's own Cloud API: sending, and reading its webhooks.

import { messageTypes } from "@waypost/contract";
import { createHttpClient, type HttpLimits, usualLimits } from "../http/client.ts";
import { createSharedClients } from "../http/shared-clients.ts";
import type { Transport } from "../transport.ts";
import type { Dialect } from "./dialect.ts";
import { openSession } from "./session.ts";
import { readSettings } from "./settings.ts";

export type { Dialect, ReadSettings } from "./dialect.ts";
export { verifySignature } from "./webhook-signature.ts";
export { parseWebhook } from "./webhook.ts";
export type { OtherChange, ParsedWebhook, WebhookEvent } from "./webhook.ts";

export type CloudApiDeps = {
  /** Origins of the Graph servers senders may use: Meta's, and the sandbox's where there is one. */
  graphOrigins: ReadonlySet<string>;
  limits?: Partial<HttpLimits>;
};

export function createCloudApiTransport({ graphOrigins, limits = {} }: CloudApiDeps): Transport {
  const dialect = {
    name: "cloud_api",
    readSettings: (account) => readSettings(account, graphOrigins),
    readOwnError: () => null,
  } satisfies Dialect;
  return createGraphTransport(dialect, limits);
}

/** Webhooks of this road come in over HTTP for all senders at once, so sessions emit nothing themselves. */
export function createGraphTransport(dialect: Dialect, limits: Partial<HttpLimits>): Transport {
  const settled = { ...usualLimits, ...limits };
  const clients = createSharedClients((origin) => createHttpClient(origin, settled));
  return {
    name: dialect.name,
    capabilities: {
      messageTypes: new Set(messageTypes),
      // 80 messages a second at half a second each need 40; an upgraded number ten times as many, over
      // more lanes.
      maxInFlight: 128,
      receipts: true,
    },
    open: async (account) => openSession(account, dialect, clients),
  };
}
