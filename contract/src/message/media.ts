// Media bodies: pictures, films, sound, files and stickers, each an uploaded id or a link, never both.

import Type from "typebox";
import { closed, httpUrl, text } from "../json-schema.ts";

const source = {
  id: Type.Optional(text(128)),
  link: Type.Optional(httpUrl),
};
const exactlyOne = { description: "Exactly one of id and link." };
const caption = Type.Optional(text(1024));

export const captioned = closed({ ...source, caption }, { ...exactlyOne, title: "CaptionedFile" });

export const documentFile = closed(
  { ...source, caption, filename: Type.Optional(text(240)) },
  { ...exactlyOne, title: "DocumentFile" },
);

/** `voice: true` needs OGG with OPUS; WhatsApp shows the play icon up to 512 KB. */
export const sound = closed(
  { ...source, voice: Type.Optional(Type.Boolean()) },
  { ...exactlyOne, title: "SoundFile" },
);

export const sticker = closed(source, { ...exactlyOne, title: "StickerFile" });

/** Media in a header: no caption. */
export const headerMedia = closed(source, { ...exactlyOne, title: "HeaderFile" });

export const headerDocument = closed(
  { ...source, filename: Type.Optional(text(240)) },
  { ...exactlyOne, title: "HeaderDocument" },
);
