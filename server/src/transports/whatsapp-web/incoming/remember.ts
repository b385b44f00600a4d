// What is remembered of a message that came: enough to quote it, and to fetch its file.

import { proto } from "baileys";
import type { SessionMemory } from "../../transport.ts";
import type { Row } from "../keys/rows.ts";

export const heardType = "heard";

/** What is longer is a preview of its file mostly: it then goes without. */
const rowBytesMax = 16_384;

export function heardRow(id: string, message: proto.IMessage): Row {
  const whole = proto.Message.encode(message).finish();
  if (whole.length <= rowBytesMax) return { type: heardType, id, value: whole };
  const rest = proto.Message.encode(withoutPreviews(message)).finish();
  // A text of that length is quoted by its id alone.
  return { type: heardType, id, value: rest.length <= rowBytesMax ? rest : null };
}

export async function recall(memory: SessionMemory, id: string): Promise<proto.IMessage | null> {
  const bytes = (await memory.read(heardType, [id])).get(id);
  return bytes ? proto.Message.decode(bytes) : null;
}

/** A file may lie within a wrapper (disappearing, seen once), so previews are looked for at every depth. */
function withoutPreviews(message: proto.IMessage): proto.IMessage {
  const copy = proto.Message.decode(proto.Message.encode(message).finish());
  const strip = (part: object): void => {
    for (const [name, value] of Object.entries(part)) {
      if (name === "jpegThumbnail" || name === "waveform" || name === "scansSidecar")
        Reflect.deleteProperty(part, name);
      else if (value !== null && typeof value === "object" && !(value instanceof Uint8Array)) strip(value);
    }
  };
  strip(copy);
  return copy;
}
