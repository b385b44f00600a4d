// Image, video, audio, document and sticker messages (Meta: messages and media): an uploaded id or a link.
import { parse } from "node:path/posix";
import { kindOfMime } from "../media-types.ts";
import type { MediaKind } from "../media-types.ts";
import type { Content, Sending } from "./content.ts";
import { forbidden, invalid, missing, optionalFlagAt, optionalTextAt, textAt, urlAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

const CAPTIONED: ReadonlySet<MediaKind> = new Set(["image", "video", "document"]);

export function checkMedia(
  sending: Sending,
  kind: MediaKind,
  media: Spot,
): Pick<Content, "voice" | "laterFailure"> {
  const mimeType = checkSource(sending, media);
  if (CAPTIONED.has(kind)) optionalTextAt(media, "caption", { max: 1_024 });
  else forbidden(media, "caption", `is not allowed for ${kind}`);
  if (kind === "document") optionalTextAt(media, "filename", { max: 240 });
  else forbidden(media, "filename", `is not allowed for ${kind}`);
  const voice = kind === "audio" && optionalFlagAt(media, "voice");
  // A link is fetched, and its type seen, after acceptance: a mismatch is told by webhook.
  // Documents may be of any type.
  const wrong = kind !== "document" && mimeType !== undefined && kindOfMime(mimeType) !== kind;
  return { voice, laterFailure: wrong ? 131053 : undefined };
}

/** Exactly one of id and link; returns the type as far as it is known. */
export function checkSource({ network, number }: Sending, media: Spot): string | undefined {
  const { id, link } = media.object;
  if (id === undefined && link === undefined) throw missing(media, "id");
  if (id !== undefined && link !== undefined)
    throw invalid(media, "link", "must not be given together with id");
  if (id === undefined) return mimeOfLink(urlAt(media, "link", { max: 2_048 }));
  const stored = network.business.media.get(textAt(media, "id"), network.clock.now());
  if (stored?.account === number.account.id) return stored.mimeType;
  throw invalid(media, "id", "is not a valid whatsapp business account media attachment ID");
}

const MIME_OF_EXTENSION: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".mp4": "video/mp4",
  ".3gp": "video/3gpp",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".aac": "audio/aac",
  ".amr": "audio/amr",
  ".m4a": "audio/mp4",
  ".pdf": "application/pdf",
  ".txt": "text/plain",
};

/** The simulator fetches nothing from the network: the link's ending stands for its Content-Type. */
function mimeOfLink(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  return MIME_OF_EXTENSION[parse(new URL(link).pathname).ext.toLowerCase()];
}
