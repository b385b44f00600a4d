// Sessions of the Cloud API in the control process, which asks much over them and sends no message.

import type { AttachedConfig } from "../config.ts";
import type { Vault } from "../kernel/crypto.ts";
import { graphOriginsOf } from "../graph-origins.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import { createCloudApiTransport } from "../transports/cloud-api/index.ts";
import type { OutgoingFiles, Session } from "../transports/transport.ts";

/**
 * What it answers with opens a sender's session; null for senders of other transports. `filesOf`: a sender's, for who
 * hands some over.
 */
export function openCloudApi(
  config: Pick<AttachedConfig, "simulator">,
  vault: Pick<Vault, "open">,
  filesOf?: (senderId: string) => OutgoingFiles,
): (sender: SenderWithKeys) => Promise<Session | null> {
  const transport = createCloudApiTransport({ graphOrigins: graphOriginsOf(config) });
  return async (sender) => {
    if (sender.transport !== "cloud_api" && sender.transport !== "sandbox") return null;
    const { id: senderId, address, config: settings } = sender;
    const account = { senderId, address, config: settings, secrets: openSecrets(vault, sender) };
    const files = filesOf === undefined ? {} : { files: filesOf(senderId) };
    return transport.open({ ...account, ...files }, async () => undefined);
  };
}
