// Media end to end: sealed under a key that travels in the message, so that the host sees nothing of it.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { MediaHost } from "./media-host.ts";

export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";
/** What the phone sends its linked devices is sealed the same way. */
type SealKind = MediaKind | "history";

/** Stickers are sealed as images. */
const LABELS: Readonly<Record<SealKind, string>> = {
  image: "WhatsApp Image Keys",
  video: "WhatsApp Video Keys",
  audio: "WhatsApp Audio Keys",
  document: "WhatsApp Document Keys",
  sticker: "WhatsApp Image Keys",
  history: "WhatsApp History Keys",
};

const MAC_LENGTH = 10;

export type Sealed = {
  url: string;
  directPath: string;
  mediaKey: Buffer;
  fileEncSha256: Buffer;
  fileSha256: Buffer;
  fileLength: number;
};

export async function sealMedia(host: MediaHost, kind: SealKind, bytes: Buffer): Promise<Sealed> {
  const mediaKey = randomBytes(32);
  const { iv, cipherKey, macKey } = keysOf(kind, mediaKey);
  const cipher = createCipheriv("aes-256-cbc", cipherKey, iv);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const blob = Buffer.concat([encrypted, macOf({ iv, macKey }, encrypted)]);
  const directPath = host.keep(blob);
  return {
    url: `https://${await host.host()}${directPath}`,
    directPath,
    mediaKey,
    fileEncSha256: sha256(blob),
    fileSha256: sha256(bytes),
    fileLength: bytes.length,
  };
}

type Reference = {
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileSha256?: Uint8Array | null;
};

/** Undefined when it is gone, or is not what the message says. */
export function openMedia(host: MediaHost, kind: MediaKind, reference: Reference): Buffer | undefined {
  const blob = host.find(reference.directPath ?? "");
  if (!blob || !reference.mediaKey || blob.length < MAC_LENGTH) return undefined;
  const { iv, cipherKey, macKey } = keysOf(kind, reference.mediaKey);
  const encrypted = blob.subarray(0, -MAC_LENGTH);
  if (!macOf({ iv, macKey }, encrypted).equals(blob.subarray(-MAC_LENGTH))) return undefined;
  try {
    const cipher = createDecipheriv("aes-256-cbc", cipherKey, iv);
    const bytes = Buffer.concat([cipher.update(encrypted), cipher.final()]);
    return sha256(bytes).equals(Buffer.from(reference.fileSha256 ?? [])) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function keysOf(kind: SealKind, mediaKey: Uint8Array) {
  const bytes = Buffer.from(hkdfSync("sha256", mediaKey, "", LABELS[kind], 112));
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48), macKey: bytes.subarray(48, 80) };
}

function macOf({ iv, macKey }: { iv: Buffer; macKey: Buffer }, encrypted: Buffer): Buffer {
  return createHmac("sha256", macKey).update(iv).update(encrypted).digest().subarray(0, MAC_LENGTH);
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
