// A message nobody here knows how to read, as JSON: kept for who comes to know later.

import { proto } from "baileys";

/** What is longer is pictures within the message mostly; then its kind alone is told. */
const rawCharactersMax = 16_384;

export function rawOf(content: proto.IMessage): Record<string, unknown> {
  const kinds = Object.keys(content).filter((kind) => kind !== "messageContextInfo");
  const unsupported = { type: kinds[0] ?? null };
  try {
    const message = proto.Message.toObject(proto.Message.fromObject(content), {
      longs: String,
      enums: String,
      bytes: String,
    });
    const isShort = JSON.stringify(message).length <= rawCharactersMax;
    return isShort ? { unsupported, message } : { unsupported };
  } catch {
    return { unsupported };
  }
}
