// Looks at a file that has arrived and says what it is, or why it is not taken.

import type { ErrorCode, MediaKind } from "@waypost/contract";
import {
  kindOf,
  plainType,
  staticStickerBytesMax,
  stickerPixels,
  type WhatsAppType,
  whatsappType,
} from "../whatsapp-types.ts";
import { type Pixels, pixelsOf, type ReadAt } from "./pixels.ts";
import { sniff } from "./sniff.ts";

export type { ReadAt } from "./pixels.ts";

/** `people` send each other anything; what goes `out` has to be of a type that WhatsApp takes. */
export type Direction = "out" | "people";

export type Arrived = { sizeBytes: number; declaredType: string | null; direction: Direction };

export type Inspected =
  | { ok: true; mimeType: string; kind: MediaKind }
  | { ok: false; code: InspectionCode; detail: string };

type InspectionCode = Extract<ErrorCode, "media_too_large" | "media_type_not_allowed" | "media_unsafe">;

/** A phone of 50 megapixels takes such pictures; opened, one needs 200 MB. */
const pixelsMax = 50_000_000;

export async function inspect(read: ReadAt, arrived: Arrived): Promise<Inspected> {
  const { sizeBytes, direction } = arrived;
  if (sizeBytes === 0) return refused("media_type_not_allowed", "The file is empty.");
  const sniffed = await sniff(read, sizeBytes, plainType(arrived.declaredType));
  if (sniffed.kind === "unsafe") return refused("media_unsafe", `The file is not taken: ${sniffed.why}.`);
  const mimeType = sniffed.kind === "type" ? sniffed.mimeType : "application/octet-stream";
  const type = whatsappType(mimeType);
  if (direction === "out" && type === null) {
    return refused("media_type_not_allowed", `The bytes are ${mimeType}, which WhatsApp does not carry.`);
  }
  if (type !== null && direction === "out" && sizeBytes > type.bytesMax) return tooLarge(type.bytesMax);
  const pixels = mimeType.startsWith("image/") ? await pixelsOf(mimeType, read) : null;
  if (pixels !== null && pixels.width * pixels.height > pixelsMax) {
    const detail = `The picture has ${pixels.width} × ${pixels.height} pixels; 50 million are the most.`;
    return refused("media_unsafe", detail);
  }
  const wrong = direction === "out" && type !== null ? pictureRefusal(type, pixels, sizeBytes) : null;
  return wrong ?? { ok: true, mimeType, kind: kindOf(mimeType) };
}

function pictureRefusal({ kind }: WhatsAppType, pixels: Pixels | null, sizeBytes: number): Inspected | null {
  if (kind !== "image" && kind !== "sticker") return null;
  if (pixels === null || pixels.width === 0 || pixels.height === 0) {
    return refused("media_type_not_allowed", "The picture's header cannot be read.");
  }
  if (kind === "image") return null;
  if (pixels.width !== stickerPixels || pixels.height !== stickerPixels) {
    const detail = `A sticker has 512 × 512 pixels; this picture has ${pixels.width} × ${pixels.height}.`;
    return refused("media_type_not_allowed", detail);
  }
  return !pixels.animated && sizeBytes > staticStickerBytesMax ? tooLarge(staticStickerBytesMax) : null;
}

function tooLarge(bytesMax: number): Inspected {
  const most = bytesMax >= 1024 * 1024 ? `${bytesMax / 1024 / 1024} MB` : `${bytesMax / 1024} KB`;
  return refused("media_too_large", `A file of this type may have ${most} on WhatsApp.`);
}

function refused(code: InspectionCode, detail: string): Inspected {
  return { ok: false, code, detail };
}
