// What was sent, kept under its id: for a second attempt, for a recipient who could not decrypt it, and to
// know whose receipt it is that comes.

import { proto } from "baileys";
import type { SessionMemory } from "../transport.ts";
import { createBoundedMap } from "./bounded-map.ts";
import type { Row } from "./keys/rows.ts";
import type { Choices } from "../wording/choices.ts";

export type SentMessage = {
  /** Of the last attempt. */
  correlation: string;
  jid: string;
  at: number;
  message: proto.IMessage;
  /** Of a poll: what each of its options stands for. */
  choices?: Choices;
};

export type SentMessages = {
  find(id: string): Promise<SentMessage | null>;
  /** Remembers it here, and answers the row that its sender makes durable before a byte leaves. */
  keep(id: string, sent: SentMessage): Row;
};

export const sentType = "sent";

/** Receipts come within seconds mostly; what is older is read again. */
const cachedMessages = 500;

export function createSentMessages(memory: SessionMemory): SentMessages {
  const cache = createBoundedMap<SentMessage>({ entries: cachedMessages });
  return {
    find: async (id) => {
      const known = cache.get(id);
      if (known) return known;
      const bytes = (await memory.read(sentType, [id])).get(id);
      if (!bytes) return null;
      const sent = decode(bytes);
      cache.set(id, sent);
      return sent;
    },
    keep: (id, sent) => {
      cache.set(id, sent);
      return { type: sentType, id, value: encode(sent) };
    },
  };
}

/** A line of JSON, then the message as WhatsApp writes it. */
function encode({ message, ...head }: SentMessage): Uint8Array {
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  return Buffer.concat([line, proto.Message.encode(message).finish()]);
}

function decode(bytes: Uint8Array): SentMessage {
  const all = Buffer.from(bytes);
  const end = all.indexOf("\n");
  const head = JSON.parse(all.subarray(0, end).toString("utf8")) as Omit<SentMessage, "message">;
  return { ...head, message: proto.Message.decode(all.subarray(end + 1)) };
}
