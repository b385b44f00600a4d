// What lists of messages and dead letters can be asked for, and how dead letters are replayed.

import Type from "typebox";
import { closed, instant, phone, providerMessageId, text } from "../json-schema.ts";
import { messageStatus } from "./message.ts";
import { pageQuery } from "./page.ts";

export const messageQuery = closed({
  ...pageQuery.properties,
  status: Type.Optional(messageStatus),
  recipient: Type.Optional(phone),
  provider_message_id: Type.Optional(providerMessageId),
  client_reference: Type.Optional(text(255)),
  sender: Type.Optional(text(64)),
  campaign: Type.Optional(text(64)),
  since: Type.Optional(instant),
  until: Type.Optional(instant),
});
export type MessageQuery = Type.Static<typeof messageQuery>;

export const deadLetterQuery = closed({ ...pageQuery.properties, code: Type.Optional(text(64)) });
export type DeadLetterQuery = Type.Static<typeof deadLetterQuery>;

/** Which dead letters: named ones, or all that match; an empty filter means all. */
export const replayRequest = closed(
  {
    ids: Type.Optional(Type.Array(text(64), { minItems: 1, maxItems: 1000 })),
    filter: Type.Optional(
      closed({
        code: Type.Optional(text(64)),
        sender: Type.Optional(text(64)),
        since: Type.Optional(instant),
        until: Type.Optional(instant),
      }),
    ),
  },
  { title: "ReplayRequest", minProperties: 1 },
);
export type ReplayRequest = Type.Static<typeof replayRequest>;

export const replayAnswer = closed({ replayed: Type.Integer({ minimum: 0 }) });
