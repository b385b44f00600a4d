// The message object: one kind of body named by `type`, in the shape of Meta's Cloud API, for every
// transport.

import Type from "typebox";
import { closed, providerMessageId, variants } from "./json-schema.ts";
import { interactive } from "./message/interactive.ts";
import { captioned, documentFile, sound, sticker } from "./message/media.ts";
import { contacts, location, reaction, textBody } from "./message/plain.ts";
import { template } from "./message/template.ts";

/** Quotes an earlier message. A reaction names its target itself, so it takes no context. */
const context = Type.Optional(closed({ message_id: providerMessageId }));

/** One closed schema for each type. */
export const messageKinds = [
  closed({ type: Type.Literal("text"), text: textBody, context }),
  closed({ type: Type.Literal("image"), image: captioned, context }),
  closed({ type: Type.Literal("video"), video: captioned, context }),
  closed({ type: Type.Literal("audio"), audio: sound, context }),
  closed({ type: Type.Literal("document"), document: documentFile, context }),
  closed({ type: Type.Literal("sticker"), sticker, context }),
  closed({ type: Type.Literal("location"), location, context }),
  closed({ type: Type.Literal("contacts"), contacts, context }),
  closed({ type: Type.Literal("reaction"), reaction }),
  closed({ type: Type.Literal("interactive"), interactive, context }),
  closed({ type: Type.Literal("template"), template, context }),
] as const;

export const messageObject = variants("type", messageKinds);

export type MessageObject = Type.Static<typeof messageObject>;
export type MessageType = MessageObject["type"];

export const messageTypes: readonly MessageType[] = messageKinds.map((kind) => kind.properties.type.const);

/**
 * The same kinds with further fields beside the body, for requests and answers that carry both flat. With the title
 * `Message`, the kinds are `TextMessage`, `ImageMessage` …
 */
export function messageObjectWith(fields: Type.TProperties, title: string): Type.TSchema {
  const kinds = messageKinds.map(({ properties }) =>
    closed(
      { ...properties, ...fields, type: properties.type },
      { title: titleOfKind(properties.type.const, title) },
    ),
  );
  return variants("type", kinds, { title });
}

/** `SendMessage` → `SendTextMessage`. */
function titleOfKind(type: string, title: string): string {
  return title.replace("Message", `${type.charAt(0).toUpperCase()}${type.slice(1)}Message`);
}
