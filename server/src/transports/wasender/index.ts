// The road over WasenderApi (wasenderapi.com): a gateway in the cloud that holds a device linked to a phone.

import { createHttpClient, type HttpLimits } from "../http/client.ts";
import { misconfigured } from "../http/outcomes.ts";
import { createSharedClients } from "../http/shared-clients.ts";
import type { Account, Session, Transport } from "../transport.ts";
import { supportedTypes } from "./request.ts";
import { openWasenderSession, type WasenderTiming } from "./session.ts";
import { readSettings, wasenderUrl } from "./settings.ts";

export { parseWebhook, type ReadWebhook } from "./webhook.ts";
export { provesWasender } from "./webhook-signature.ts";

export type WasenderDeps = {
  /** The sandbox's server, which then stands in WasenderApi's place: a test never reaches the real one. */
  sandboxOrigin: string | null;
  limits?: Partial<HttpLimits>;
  timing?: Partial<WasenderTiming>;
};

const usualLimits: HttpLimits = { connections: 64, connectTimeoutMs: 10_000, answerTimeoutMs: 60_000 };

const usualTiming: WasenderTiming = { lookAfterMs: [300, 1_000, 3_000] };

/** Its sessions are linked on WasenderApi's own pages, so a sender here is a key and no more. */
export function createWasenderTransport({ sandboxOrigin, ...given }: WasenderDeps): Transport {
  const origins = new Set([sandboxOrigin ?? new URL(wasenderUrl).origin]);
  const limits = { ...usualLimits, ...given.limits };
  const timing = { ...usualTiming, ...given.timing };
  const clients = createSharedClients((origin) => createHttpClient(origin, limits));
  const open = (account: Account): Session => {
    const read = readSettings(account, origins);
    if (!read.ok) return { send: async () => misconfigured(read.problem), close: async () => {} };
    const { settings } = read;
    const client = clients.take(settings.origin);
    const { files } = account;
    return openWasenderSession({ files, settings, client, timing, onClose: () => clients.giveBack(client) });
  };
  return {
    name: "wasender",
    capabilities: {
      messageTypes: supportedTypes,
      // 256 requests a minute at most; one that hangs must not hold up the rest.
      maxInFlight: 2,
      receipts: true,
    },
    open: async (account) => open(account),
  };
}
