// What is known of a file that came with a message: enough to fetch it from its provider, and to tell of it before.

import { fieldsOf, numberOf, storableValue, textOf } from "./values.ts";

export type ReceivedFile = {
  /** The provider's own object, as it came: its id, its address, the keys that open it. */
  source: Readonly<Record<string, unknown>>;
  mime_type: string | null;
  /** Hexadecimal. */
  sha256: string | null;
  size: number | null;
  filename: string | null;
};

const fileTypes: ReadonlySet<string> = new Set(["image", "video", "audio", "document", "sticker"]);

export function fileOf(type: string, value: unknown): ReceivedFile | null {
  if (!fileTypes.has(type)) return null;
  const { caption: _, ...source } = fieldsOf(storableValue(value));
  const size = numberOf(source["file_size"]);
  return {
    source,
    mime_type: textOf(source["mime_type"]),
    sha256: hexOf(textOf(source["sha256"])),
    size: size !== null && Number.isSafeInteger(size) && size >= 0 ? size : null,
    filename: textOf(source["filename"]),
  };
}

/** Meta and WhatsApp Web give base64; some of Meta's own examples have hexadecimal. */
function hexOf(hash: string | null): string | null {
  if (hash === null) return null;
  if (/^[0-9a-f]{64}$/i.test(hash)) return hash.toLowerCase();
  const bytes = Buffer.from(hash, "base64");
  return bytes.length === 32 ? bytes.toString("hex") : null;
}
