// The road over Meta's own Cloud API: sending, and reading its webhooks.

import { messageTypes } from "@waypost/contract";
import { createHttpClient, type HttpLimits, usualLimits } from "../http/client.ts";
import { createSharedClients } from "../http/shared-clients.ts";
import type { Transport } from "../transport.ts";
import { createGraph } from "./account/line.ts";
import { withErrands } from "./account/session.ts";
import type { Dialect } from "./dialect.ts";
import { openSession, type SessionDeps } from "./session.ts";
import { readSettings } from "./settings.ts";

export {
  type AccountAtMeta,
  listApprovedTemplates,
  type ListedNumber,
  type ListedTemplate,
  listNumbers,
  readAccount,
  readSubscriptions,
  subscribe,
} from "./account/business-account.ts";
export type {
  AccountFact,
  DisplayName,
  FactName,
  FactValues,
  Health,
  Notice,
  Restriction,
  TokenFact,
} from "./account/fact.ts";
export {
  createGraph,
  type Graph,
  type GraphAddress,
  type GraphLine,
  type GraphPlace,
  type MetaApp,
} from "./account/line.ts";
export {
  deregisterNumber,
  type NumberAtMeta,
  readNumber,
  registerNumber,
  requestCode,
  setPin,
  verifyCode,
} from "./account/number.ts";
export { type BusinessProfile, type ProfileChange, readProfile, writeProfile } from "./account/profile.ts";
export { exchangeCode, inspectToken, neededScopes } from "./account/token.ts";
export type { Dialect, ReadSettings } from "./dialect.ts";
export type { Download } from "./media-fetch.ts";
export { verifySignature } from "./webhook-signature.ts";
export { readTemplateChanges } from "./webhook-template.ts";
export {
  type AccountChanges,
  type AccountEvent,
  type PreferenceEvent,
  readAccountChanges,
} from "./webhook-account.ts";
export { parseWebhook } from "./webhook.ts";
export type { OtherChange, ParsedWebhook, WebhookEvent } from "./webhook.ts";

export type CloudApiDeps = {
  /** Origins of the Graph servers senders may use: Meta's, and the sandbox's where there is one. */
  graphOrigins: ReadonlySet<string>;
  limits?: Partial<HttpLimits>;
  download?: SessionDeps["download"];
};

export function createCloudApiTransport({
  graphOrigins,
  limits = {},
  download = null,
}: CloudApiDeps): Transport {
  const dialect = {
    name: "cloud_api",
    readSettings: (account) => readSettings(account, graphOrigins),
    readOwnError: () => null,
  } satisfies Dialect;
  const plain = createGraphTransport(dialect, limits, download);
  const graph = createGraph(graphOrigins, limits);
  return {
    ...plain,
    open: async (account, emit) => withErrands(await plain.open(account, emit), graph, account),
  };
}

/** Webhooks of this road come in over HTTP for all senders at once, so sessions emit nothing themselves. */
export function createGraphTransport(
  dialect: Dialect,
  limits: Partial<HttpLimits>,
  download: SessionDeps["download"] = null,
): Transport {
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
    open: async (account) => openSession(account, { dialect, clients, download }),
  };
}
