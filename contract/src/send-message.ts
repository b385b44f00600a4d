// The request that sends a message: who, when and how beside the message object itself.

import Type from "typebox";
import { closed, dictionary, instant, phone, text, words } from "./json-schema.ts";
import { messageObjectWith } from "./message.ts";
import type { MessageObject } from "./message.ts";

export const messageCategory = words("authentication", "utility", "marketing", "service");
export type MessageCategory = Type.Static<typeof messageCategory>;

/** What may happen when nobody can tell whether a message left. */
export const unknownPolicy = words("once", "otp", "must");
export type UnknownPolicy = Type.Static<typeof unknownPolicy>;

export const metadata = dictionary({ minLength: 1, maxLength: 64 }, text(500, 0), 20);

export const sendOptions = closed({
  to: phone,
  from: Type.Optional(text(64)),
  category: Type.Optional(messageCategory),
  send_at: Type.Optional(instant),
  ttl_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_592_000 })),
  unknown_policy: Type.Optional(unknownPolicy),
  client_reference: Type.Optional(text(255)),
  metadata: Type.Optional(metadata),
});

export type SendOptions = Type.Static<typeof sendOptions>;

/** A parsed request: the options, and the message object apart from them. */
export type SendMessageRequest = SendOptions & { message: MessageObject };

/**
 * The request as it travels: options and message object flat in one body. For OpenAPI;
 * parseSendMessage decides.
 */
export const sendMessageBody = messageObjectWith(sendOptions.properties, "SendMessage");

/** Items are parsed one by one, so that a bad one never fails its siblings. */
export const batchRequest = closed({
  messages: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 1000 }),
});

export type BatchRequest = Type.Static<typeof batchRequest>;
