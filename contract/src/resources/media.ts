// A file of a tenant's as the API shows it, with an address it can be fetched from for a while.

import Type from "typebox";
import { closed, instant, nullable, words } from "../json-schema.ts";

export const mediaResource = closed(
  {
    id: Type.String({ description: "Stands as `id` in the image, video, audio, document or sticker." }),
    kind: words("image", "video", "audio", "document", "sticker"),
    mime_type: Type.String({ description: "What the bytes are." }),
    declared_type: nullable(Type.String({ description: "What the upload said they are." })),
    size_bytes: Type.Integer(),
    sha256: Type.String({ description: "Of the bytes, in hex." }),
    filename: nullable(Type.String()),
    origin: words("upload", "inbound", "fetched"),
    created_at: instant,
    expires_at: Type.String({ format: "date-time", description: "Pushed ahead whenever a message uses it." }),
    url: Type.String({ description: "Opens the file without a key; whoever has it can." }),
    url_expires_at: instant,
  },
  { title: "Media" },
);
export type MediaResource = Type.Static<typeof mediaResource>;
