// Fetches a file that came with a message, as a stream that is checked to be what was sent.

import { createDecipheriv, createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Readable } from "node:stream";
import { DEFAULT_ORIGIN, getMediaKeys, normalizeMessageContent } from "baileys";
import type { MediaType, proto } from "baileys";
import type { FetchedFile } from "../../transport.ts";

export type FileDeps = {
  /** The message it came with; null when it is not remembered (any more). */
  find(id: string): Promise<proto.IMessage | null>;
  /** With what the download goes through the guard, and the sender's proxy. */
  download: RequestInit;
  bytesMax: number;
};

export async function fetchFile(deps: FileDeps, id: string, signal: AbortSignal): Promise<FetchedFile> {
  try {
    const message = await deps.find(id);
    const file = message ? fileIn(message) : null;
    if (!file) return { kind: "gone" };
    if (file.sizeBytes !== null && file.sizeBytes > deps.bytesMax) return { kind: "too_large" };
    const response = await fetch(file.url, {
      ...deps.download,
      signal,
      redirect: "error",
      headers: { origin: DEFAULT_ORIGIN },
    });
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel();
      return { kind: expired.has(response.status) ? "gone" : "unavailable" };
    }
    const stream = Readable.from(opened(Readable.fromWeb(response.body), await sealOf(file, deps.bytesMax)));
    return { kind: "found", stream, mimeType: file.mimeType, sizeBytes: file.sizeBytes };
  } catch {
    return { kind: "unavailable" };
  }
}

/** What WhatsApp's media hosts answer for files they keep no longer. */
const expired = new Set([403, 404, 410]);
const mediaHost = "https://mmg.whatsapp.net";

type File = {
  kind: MediaType;
  url: string;
  key: Uint8Array;
  sha256: Uint8Array;
  mimeType: string | null;
  sizeBytes: number | null;
};

/** Null for a message without a file, and for one that does not say how to open it. */
function fileIn(message: proto.IMessage): File | null {
  const [kind, part] = partIn(normalizeMessageContent(message) ?? {});
  const { mediaKey, fileSha256, directPath, url, mimetype, fileLength } = part ?? {};
  const path = directPath ?? url;
  if (!kind || !mediaKey || !fileSha256 || !path) return null;
  // The path is what stays valid; the host it came from is dialled only if it is one of WhatsApp's.
  const location = URL.parse(path, url ?? mediaHost);
  if (location?.protocol !== "https:") return null;
  const mimeType = mimetype ?? null;
  return {
    kind,
    url: location.href,
    key: mediaKey,
    sha256: fileSha256,
    mimeType,
    sizeBytes: sizeOf(fileLength),
  };
}

type Length = number | { toNumber(): number } | null;

type Part = {
  url?: string | null;
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  fileSha256?: Uint8Array | null;
  fileLength?: Length;
  mimetype?: string | null;
};

function partIn(content: proto.IMessage): [MediaType, Part] | [null, null] {
  const { imageMessage, videoMessage, ptvMessage, audioMessage, documentMessage, stickerMessage } = content;
  if (imageMessage) return ["image", imageMessage];
  if (videoMessage) return ["video", videoMessage];
  if (ptvMessage) return ["ptv", ptvMessage];
  if (audioMessage) return ["audio", audioMessage];
  if (documentMessage) return ["document", documentMessage];
  return stickerMessage ? ["sticker", stickerMessage] : [null, null];
}

function sizeOf(length: Length | undefined): number | null {
  const bytes = typeof length === "object" ? length?.toNumber() : length;
  return bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

type Seal = {
  iv: Uint8Array;
  cipherKey: Uint8Array;
  macKey: Uint8Array;
  sha256: Uint8Array;
  bytesMax: number;
};

async function sealOf({ key, kind, sha256, sizeBytes }: File, bytesMax: number): Promise<Seal> {
  const { iv, cipherKey, macKey } = await getMediaKeys(key, kind);
  if (!macKey) throw new Error("The key of a file has three parts.");
  return { iv, cipherKey, macKey, sha256, bytesMax: sizeBytes ?? bytesMax };
}

/** The end of what is stored: a MAC of the rest, cut short. */
const macBytes = 10;

/**
 * Baileys' own way looks at no MAC, and an error of its download has no listener, which ends the process.
 * Here whatever breaks, is too long or is not what was sent fails the stream, and its end is held back until
 * it is sure.
 */
async function* opened(sealed: AsyncIterable<Uint8Array>, seal: Seal): AsyncGenerator<Buffer> {
  const decipher = createDecipheriv("aes-256-cbc", seal.cipherKey, seal.iv);
  const mac = createHmac("sha256", seal.macKey).update(seal.iv);
  const hash = createHash("sha256");
  let bytes = 0;
  const plain = (part: Buffer): Buffer => {
    bytes += part.length;
    if (bytes > seal.bytesMax) throw new Error("The file is larger than it was said to be.");
    hash.update(part);
    return part;
  };
  let tail = Buffer.alloc(0);
  for await (const chunk of sealed) {
    const data = Buffer.concat([tail, chunk]);
    const rest = Math.max(0, data.length - macBytes);
    tail = data.subarray(rest);
    mac.update(data.subarray(0, rest));
    const part = plain(decipher.update(data.subarray(0, rest)));
    if (part.length > 0) yield part;
  }
  const expected = mac.digest().subarray(0, macBytes);
  if (tail.length !== macBytes || !timingSafeEqual(tail, expected)) throw notTheOne();
  const last = plain(decipher.final());
  if (!hash.digest().equals(seal.sha256)) throw notTheOne();
  if (last.length > 0) yield last;
}

function notTheOne(): Error {
  return new Error("The file is not the one that was sent.");
}
