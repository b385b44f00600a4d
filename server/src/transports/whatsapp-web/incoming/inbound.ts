// From a decrypted message to the event that tells of it.

import type { proto } from "baileys";
import type { InboundEvent } from "../../transport.ts";
import { isNotAPerson, lidOf, phoneOf } from "../jids.ts";
import { readBody } from "./body.ts";
import { storable, storableRecord } from "./storable.ts";

/** A message and where it came from; Baileys' WAMessage has this shape. */
export type Arrived = {
  key: {
    id?: string | null;
    remoteJid?: string | null;
    /** The same person's other address, where the server tells it. */
    remoteJidAlt?: string | null;
    fromMe?: boolean | null;
  };
  message?: proto.IMessage | null;
  pushName?: string | null;
  messageTimestamp?: number | { toNumber(): number } | null;
};

/** Null for what is not a person's message to us. */
export function inboundOf(arrived: Arrived, fallback: Date): InboundEvent | null {
  const { key, message, pushName, messageTimestamp } = arrived;
  const { id, remoteJid, remoteJidAlt, fromMe } = key;
  if (!id || !remoteJid || !message || fromMe === true || isNotAPerson(remoteJid)) return null;
  const from = phoneOf(remoteJid) ?? phoneOf(remoteJidAlt);
  const fromLid = lidOf(remoteJid) ?? lidOf(remoteJidAlt);
  if (from === null && fromLid === null) return null;
  const read = readBody(id, message);
  if (!read) return null;
  const name = pushName ? storable(pushName.slice(0, 256)) : null;
  const body = storableRecord(read.body);
  const at = timeOf(messageTimestamp) ?? fallback;
  return {
    kind: "inbound",
    providerMessageId: id,
    from,
    fromLid,
    fromUserId: null,
    account: null,
    name,
    type: read.type,
    body,
    at,
  };
}

export function timeOf(seconds: number | { toNumber(): number } | null | undefined): Date | null {
  const number = typeof seconds === "object" ? seconds?.toNumber() : seconds;
  return number === undefined || !Number.isFinite(number) || number <= 0 ? null : new Date(number * 1000);
}
