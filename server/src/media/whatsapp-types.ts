// The types of files WhatsApp carries, what message each goes in, and how large it may be. Pure.

import type { MediaKind } from "@waypost/contract";

export type WhatsAppType = { kind: MediaKind; bytesMax: number; ending: string };

const kb = 1024;
const mb = 1024 * kb;

/** The largest of all kinds, and so the most that is ever taken. */
export const bytesMax = 100 * mb;

const image = { kind: "image", bytesMax: 5 * mb } as const;
const sound = { kind: "audio", bytesMax: 16 * mb } as const;
const film = { kind: "video", bytesMax: 16 * mb } as const;
const document = { kind: "document", bytesMax } as const;
const office = "application/vnd.openxmlformats-officedocument";

/** Meta, Cloud API, "Supported media types" (April 2026). Static stickers have a limit of their own. */
const types: Readonly<Record<string, WhatsAppType>> = {
  "image/jpeg": { ...image, ending: "jpg" },
  "image/png": { ...image, ending: "png" },
  "image/webp": { kind: "sticker", bytesMax: 500 * kb, ending: "webp" },
  "audio/aac": { ...sound, ending: "aac" },
  "audio/amr": { ...sound, ending: "amr" },
  "audio/mpeg": { ...sound, ending: "mp3" },
  "audio/mp4": { ...sound, ending: "m4a" },
  "audio/ogg": { ...sound, ending: "ogg" },
  "video/mp4": { ...film, ending: "mp4" },
  "video/3gpp": { ...film, ending: "3gp" },
  "text/plain": { ...document, ending: "txt" },
  "application/pdf": { ...document, ending: "pdf" },
  "application/msword": { ...document, ending: "doc" },
  "application/vnd.ms-excel": { ...document, ending: "xls" },
  "application/vnd.ms-powerpoint": { ...document, ending: "ppt" },
  [`${office}.wordprocessingml.document`]: { ...document, ending: "docx" },
  [`${office}.spreadsheetml.sheet`]: { ...document, ending: "xlsx" },
  [`${office}.presentationml.presentation`]: { ...document, ending: "pptx" },
};

export const staticStickerBytesMax = 100 * kb;
/** Each side. */
export const stickerPixels = 512;

/** Null for what WhatsApp does not carry. */
export function whatsappType(mimeType: string): WhatsAppType | null {
  return Object.hasOwn(types, mimeType) ? (types[mimeType] ?? null) : null;
}

/** A document may carry any file that may be sent at all; people choose so to keep a picture as it is. */
export function fits(mimeType: string, kind: MediaKind): boolean {
  const type = whatsappType(mimeType);
  return type !== null && (type.kind === kind || kind === "document");
}

/** For files of people too, which may be of any type: the kind a browser's type belongs to. */
export function kindOf(mimeType: string): MediaKind {
  const type = whatsappType(mimeType);
  if (type !== null) return type.kind;
  const [family] = mimeType.split("/");
  return family === "image" || family === "video" || family === "audio" ? family : "document";
}

/** A type as somebody spelled it, without parameters; null for what is none. */
export function plainType(text: string | null | undefined): string | null {
  const plain = text?.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/.test(plain) ? plain : null;
}
