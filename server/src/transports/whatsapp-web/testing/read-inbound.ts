// One message of a person's as WhatsApp Web has it, given as plain JSON and read as a session reads it.

import { proto } from "baileys";
import type { InboundEvent } from "../../transport.ts";
import { inboundOf } from "../incoming/inbound.ts";

export function readInboundMessage(
  message: object,
  key: { remoteJid: string; remoteJidAlt?: string },
): InboundEvent | null {
  const arrived = {
    key: { id: "3EB0AA11", fromMe: false, ...key },
    pushName: "Asha",
    messageTimestamp: 1_795_000_000,
  };
  return inboundOf({ ...arrived, message: proto.Message.fromObject(message) }, new Date(0));
}
