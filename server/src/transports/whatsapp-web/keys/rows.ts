// How keys and credentials become rows of the session's memory: JSON, with Baileys' way of writing buffers.

import { BufferJSON, proto } from "baileys";
import type { SignalDataTypeMap } from "baileys";

export type Row = { type: string; id: string; value: Uint8Array | null };

export function keyOf({ type, id }: Pick<Row, "type" | "id">): string {
  return `${type}/${id}`;
}

export function encodeValue(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, BufferJSON.replacer), "utf8");
}

export function decodeValue(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString("utf8"), BufferJSON.reviver);
}

export function decodeKey<Type extends keyof SignalDataTypeMap>(
  type: Type,
  bytes: Uint8Array,
): SignalDataTypeMap[Type] {
  const value = decodeValue(bytes);
  // Its methods matter to Baileys, and JSON has none.
  const isSyncKey = type === "app-state-sync-key" && value !== null && typeof value === "object";
  const revived: unknown = isSyncKey ? proto.Message.AppStateSyncKeyData.fromObject(value) : value;
  return revived as SignalDataTypeMap[Type];
}
