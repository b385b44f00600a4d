// What receipts and Baileys' updates say about messages of ours.

import { areJidsSameUser, getBinaryNodeChildren, getStatusFromReceiptType, proto } from "baileys";
import type { BinaryNode, Contact } from "baileys";
import type { StatusEvent } from "../../transport.ts";
import { isNotAPerson } from "../jids.ts";
import { timeOf } from "./inbound.ts";

export type Told = { id: string; status: Exclude<StatusEvent["status"], "failed">; at: Date | null };

/**
 * A receipt as it comes from the wire. Baileys' events tell the same later, and fold a `delivered` that is
 * followed by a `read` within its buffer into the `read` alone.
 */
export function statusesIn({ attrs, content }: BinaryNode, me: Contact | undefined): Told[] {
  const { id, from, type, t } = attrs;
  if (id === undefined || from === undefined || isNotAPerson(from)) return [];
  const isOwn = [me?.id, me?.lid].some((jid) => jid !== undefined && areJidsSameUser(jid, from));
  const status = isOwn ? undefined : getStatusFromReceiptType(type);
  const list = Array.isArray(content) ? content[0] : undefined;
  const ids = [id, ...getBinaryNodeChildren(list, "item").map((item) => item.attrs["id"])];
  return ids.flatMap((each) => {
    const key = { id: each ?? null, fromMe: true };
    const told = statusOf({ key, status, messageTimestamp: Number(t) });
    return told ? [told] : [];
  });
}

/** `messages.update` and, when both fell into one buffer, `messages.upsert` carry it. */
type Update = {
  key: { id?: string | null; fromMe?: boolean | null };
  status?: number | null | undefined;
  messageTimestamp?: number | { toNumber(): number } | null | undefined;
};

/** Errors are not read here: they come as acks, with their code. */
export function statusOf({ key, status, messageTimestamp }: Update): Told | null {
  const word = status === null || status === undefined ? undefined : words[status];
  if (!key.id || key.fromMe !== true || word === undefined) return null;
  return { id: key.id, status: word, at: timeOf(messageTimestamp) };
}

const { SERVER_ACK, DELIVERY_ACK, READ, PLAYED } = proto.WebMessageInfo.Status;

const words: Readonly<Record<number, Told["status"]>> = {
  [SERVER_ACK]: "sent",
  [DELIVERY_ACK]: "delivered",
  [READ]: "read",
  [PLAYED]: "played",
};

/** `message-receipt.update`: the form in which receipts of several readers come. */
type Receipt = {
  key: { id?: string | null; fromMe?: boolean | null };
  receipt: { readTimestamp?: unknown; playedTimestamp?: unknown; receiptTimestamp?: unknown };
};

export function receiptOf({ key, receipt }: Receipt): Told | null {
  if (!key.id || key.fromMe !== true) return null;
  const { playedTimestamp, readTimestamp, receiptTimestamp } = receipt;
  const at = (seconds: unknown) => timeOf(Number(seconds));
  if (playedTimestamp) return { id: key.id, status: "played", at: at(playedTimestamp) };
  if (readTimestamp) return { id: key.id, status: "read", at: at(readTimestamp) };
  return receiptTimestamp ? { id: key.id, status: "delivered", at: at(receiptTimestamp) } : null;
}
