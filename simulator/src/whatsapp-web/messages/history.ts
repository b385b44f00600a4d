// What the phone sends a device once, right after linking: its history, which here is empty.
import { deflateSync } from "node:zlib";
import { generateMessageID, proto } from "baileys";
import type { LinkedDevice } from "../linked-device.ts";
import type { Web } from "../web.ts";
import { sealMedia } from "../media.ts";
import { ownEnvelope, sendFromPhone } from "./from-phone.ts";

/** Without it a client waits 20 seconds before it tells anything of its first login. */
export async function sendHistory(web: Web, { account, id }: LinkedDevice) {
  const { INITIAL_BOOTSTRAP } = proto.HistorySync.HistorySyncType;
  const progress = { syncType: INITIAL_BOOTSTRAP, progress: 100, conversations: [] };
  const payload = deflateSync(proto.HistorySync.encode(progress).finish());
  const message = {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType: proto.Message.HistorySyncType.INITIAL_BOOTSTRAP,
        chunkOrder: 1,
        progress: 100,
        ...(await carried(web, payload)),
      },
    },
  };
  // For the new device only: the others have it.
  const audience = { ...account, devices: account.devices.filter((device) => device.id === id) };
  const envelope = ownEnvelope(account);
  await sendFromPhone(web, account.phone, audience, { id: generateMessageID(), message, envelope });
}

async function carried(web: Web, payload: Buffer) {
  if (web.network.conditions.settings.web.history === "inline") {
    return { initialHistBootstrapInlinePayload: payload };
  }
  // Without its host: clients ask WhatsApp's own for it, whatever they were told of others.
  const { url: _url, ...sealed } = await sealMedia(web.media, "history", payload);
  return sealed;
}
