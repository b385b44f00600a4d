// Sessions of the Cloud API in the control process, which asks much over them and sends no message.

import type { AttachedConfig } from "../config.ts";
import type { Vault } from "../kernel/crypto.ts";
import { graphOriginsOf } from "../graph-origins.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import { createCloudApiTransport } from "../transports/cloud-api/index.ts";
import type { Session } from "../transports/transport.ts";

/** What it answers with opens a sender's session; null for senders of other transports. */
export function openCloudApi(
  config: Pick<AttachedConfig, "simulator">,
  vault: Pick<Vault, "open">,
): (sender: SenderWithKeys) => Promise<Session | null> {
  const transport = createCloudApiTransport({ graphOrigins: graphOriginsOf(config) });
  return async (sender) => {
    if (sender.transport !== "cloud_api" && sender.transport !== "sandbox") return null;
    const account = { senderId: sender.id, address: sender.address, config: sender.config };
    return transport.open({ ...account, secrets: openSecrets(vault, sender) }, async () => undefined);
  };
}
