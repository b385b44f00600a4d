// What Baileys' updates say about messages of ours.

import { proto } from "baileys";
import type { StatusEvent } from "../../transport.ts";
import { timeOf } from "./inbound.ts";

export type Told = { id: string; status: Exclude<StatusEvent["status"], "failed">; at: Date | null };

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
