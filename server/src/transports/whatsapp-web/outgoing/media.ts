// Media of a message: fetched by us from its link, encrypted and uploaded by Baileys from the stream.

import type { Readable } from "node:stream";
import type { MessageObject } from "@waypost/contract";
import type { AnyMediaMessageContent } from "baileys";

/**
 * Fetches a link of a stranger's choice, so it is the composition root's, behind the guard against requests
 * into our own network. Rejects for what may not or cannot be fetched.
 */
export type FetchMedia = (url: string, signal: AbortSignal) => Promise<FetchedMedia>;
export type FetchedMedia = { stream: Readable; contentType: string | null };

/** One file to send, whatever message it came in. */
export type MediaPart = {
  kind: "image" | "video" | "audio" | "document" | "sticker";
  link: string;
  caption?: string | undefined;
  fileName?: string | undefined;
  voice?: boolean | undefined;
};

type Source = { link?: string; id?: string };

/** Null when the message carries none, or names an upload instead of a link. */
export function mediaPartOf(message: MessageObject): MediaPart | null {
  switch (message.type) {
    case "image":
      return part("image", message.image, { caption: message.image.caption });
    case "video":
      return part("video", message.video, { caption: message.video.caption });
    case "audio":
      return part("audio", message.audio, { voice: message.audio.voice });
    case "document": {
      const { caption, filename } = message.document;
      return part("document", message.document, { caption, fileName: filename });
    }
    case "sticker":
      return part("sticker", message.sticker, {});
    default:
      return null;
  }
}

/** The picture over buttons; the text becomes its caption. */
export function headerPart(header: Header | undefined, caption: string): MediaPart | null {
  if (!header || header.type === "text") return null;
  if (header.type === "image") return part("image", header.image, { caption });
  if (header.type === "video") return part("video", header.video, { caption });
  return part("document", header.document, { caption, fileName: header.document.filename });
}

type Buttons = Extract<Extract<MessageObject, { type: "interactive" }>["interactive"], { type: "button" }>;
export type Header = NonNullable<Buttons["header"]>;

function part(kind: MediaPart["kind"], { link }: Source, rest: Partial<MediaPart>): MediaPart | null {
  return link === undefined ? null : { kind, link, ...rest };
}

/**
 * An empty thumbnail keeps Baileys from making one: it would run native decoders, and ffmpeg from a shell,
 * over a stranger's file in the process that holds the keys. Apps show the picture as soon as they have it.
 */
export function contentOf(media: MediaPart, { stream, contentType }: FetchedMedia): AnyMediaMessageContent {
  const { kind, caption, fileName, link, voice } = media;
  const mimetype = contentType?.split(";")[0]?.trim();
  const typed = mimetype === undefined || mimetype === "" ? {} : { mimetype };
  const told = caption === undefined ? {} : { caption };
  switch (kind) {
    case "image":
      return { image: { stream }, jpegThumbnail: "", ...typed, ...told };
    case "video":
      return { video: { stream }, jpegThumbnail: "", ...typed, ...told };
    case "audio":
      return voice === true
        ? { audio: { stream }, ptt: true, mimetype: "audio/ogg; codecs=opus" }
        : { audio: { stream }, ...typed };
    case "document":
      return {
        document: { stream },
        mimetype: mimetype ?? "application/octet-stream",
        fileName: fileName ?? nameIn(link),
        ...told,
      };
    case "sticker":
      return { sticker: { stream }, mimetype: "image/webp" };
  }
}

function nameIn(link: string): string {
  const last = new URL(link).pathname.split("/").at(-1) ?? "";
  return last === "" ? "file" : decodeURIComponent(last).slice(0, 240);
}
