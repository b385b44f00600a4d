// The road over WAHA (waha.devlike.pro): a program of the tenant's own that holds a device linked to its phone.

import { type Connect, createHttpClient, type HttpLimits } from "../http/client.ts";
import { misconfigured } from "../http/outcomes.ts";
import { createSharedClients } from "../http/shared-clients.ts";
import type { Account, EmitEvents, Session, Transport } from "../transport.ts";
import { supportedTypes } from "./request.ts";
import { openWahaSession, type WahaTiming } from "./session.ts";
import { readSettings } from "./settings.ts";

export type { WahaSession, WahaTiming } from "./session.ts";
export { parseWebhook, type ReadWebhook } from "./webhook.ts";
export { verifyHmac } from "./webhook-signature.ts";

export type WahaDeps = {
  /** Why a server may not be spoken to; null when it may. */
  refusalOf(url: string): string | null;
  /** Makes the connections: the guard's, so that the address that was checked is the one that is dialled. */
  connect?: Connect;
  /** Where WAHA is to tell what it hears for this sender; null leaves its webhooks to its owner. */
  webhookUrlOf(senderId: string): string | null;
  limits?: Partial<HttpLimits>;
  timing?: Partial<WahaTiming>;
};

/** A WAHA sends media within a request, fetching and converting first. */
const usualLimits: HttpLimits = { connections: 16, connectTimeoutMs: 10_000, answerTimeoutMs: 60_000 };

const usualTiming: WahaTiming = {
  busyMs: 1_500,
  calmMs: 10_000,
  doubtsAfterMs: [3_000, 15_000, 60_000],
  patienceMs: 15_000,
};

export function createWahaTransport(deps: WahaDeps): Transport {
  const limits = { ...usualLimits, ...deps.limits };
  const clients = createSharedClients((origin) => createHttpClient(origin, limits, deps.connect));
  const timing = { ...usualTiming, ...deps.timing };
  const open = async (account: Account, emit: EmitEvents): Promise<Session> => {
    const read = readSettings(account, deps.refusalOf);
    if (!read.ok) return refuse(read.problem, emit);
    const { settings } = read;
    const client = clients.take(settings.origin);
    const url = deps.webhookUrlOf(account.senderId);
    return openWahaSession({
      account,
      settings,
      client,
      hook: url === null ? null : { url, key: settings.webhookSecret },
      timing,
      emit,
      now: () => new Date(),
      onClose: () => clients.giveBack(client),
    });
  };
  return {
    name: "waha",
    capabilities: {
      messageTypes: supportedTypes,
      // WAHA takes several at once; one that hangs must not hold up the rest.
      maxInFlight: 4,
      receipts: true,
    },
    open,
  };
}

/** At rest: nothing gets better by itself, and its owner sees why. */
async function refuse(problem: string, emit: EmitEvents): Promise<Session> {
  const told = { state: "stopped", reason: "sender_config_invalid", qr: null, address: null } as const;
  await emit([{ kind: "session", ...told, at: new Date() }]);
  return { send: async () => misconfigured(problem), close: async () => {} };
}
