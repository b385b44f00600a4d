// Media WhatsApp takes, by type and size (Meta: media).

export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";

const KB = 1_024;
const MB = 1_024 * KB;

const TYPES: Readonly<Record<string, { kind: MediaKind; maxBytes: number }>> = {
  "audio/aac": { kind: "audio", maxBytes: 16 * MB },
  "audio/amr": { kind: "audio", maxBytes: 16 * MB },
  "audio/mpeg": { kind: "audio", maxBytes: 16 * MB },
  "audio/mp4": { kind: "audio", maxBytes: 16 * MB },
  "audio/ogg": { kind: "audio", maxBytes: 16 * MB },
  "image/jpeg": { kind: "image", maxBytes: 5 * MB },
  "image/png": { kind: "image", maxBytes: 5 * MB },
  // Animated stickers may have 500 KB, static ones 100 KB; which it is would need decoding.
  "image/webp": { kind: "sticker", maxBytes: 500 * KB },
  "video/mp4": { kind: "video", maxBytes: 16 * MB },
  "video/3gpp": { kind: "video", maxBytes: 16 * MB },
  "text/plain": { kind: "document", maxBytes: 100 * MB },
  "application/pdf": { kind: "document", maxBytes: 100 * MB },
  "application/msword": { kind: "document", maxBytes: 100 * MB },
  "application/vnd.ms-excel": { kind: "document", maxBytes: 100 * MB },
  "application/vnd.ms-powerpoint": { kind: "document", maxBytes: 100 * MB },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    kind: "document",
    maxBytes: 100 * MB,
  },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    kind: "document",
    maxBytes: 100 * MB,
  },
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": {
    kind: "document",
    maxBytes: 100 * MB,
  },
};

/** Undefined for types WhatsApp does not take. Parameters such as codecs=opus do not matter. */
export function mediaType(mimeType: string): { kind: MediaKind; maxBytes: number } | undefined {
  const [type = ""] = mimeType.split(";");
  return TYPES[type.trim().toLowerCase()];
}

export function kindOfMime(mimeType: string): MediaKind | undefined {
  return mediaType(mimeType)?.kind;
}
