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

const deadLetterFilter = {
  code: Type.Optional(text(64)),
  sender: Type.Optional(text(64)),
  since: Type.Optional(instant),
  until: Type.Optional(instant),
};

export const deadLetterQuery = closed({ ...pageQuery.properties, ...deadLetterFilter });
export type DeadLetterQuery = Type.Static<typeof deadLetterQuery>;

export const deadLetterReasonsQuery = closed(deadLetterFilter);
export type DeadLetterReasonsQuery = Type.Static<typeof deadLetterReasonsQuery>;

/** By their error, the most frequent first. */
export const deadLetterReasons = closed(
  {
    counted: Type.Integer({ minimum: 0, description: "How many were looked at, from the newest on." }),
    is_more: Type.Boolean({ description: "Whether counting stopped there." }),
    data: Type.Array(
      closed({
        code: Type.String(),
        title: Type.String(),
        retryable: Type.Boolean(),
        count: Type.Integer({ minimum: 1 }),
        last_at: Type.String({ format: "date-time", description: "When the last of them died." }),
      }),
    ),
  },
  { title: "DeadLetterReasons" },
);
export type DeadLetterReasons = Type.Static<typeof deadLetterReasons>;

/** Which dead letters: named ones, or all that match; an empty filter means all. */
export const replayRequest = closed(
  {
    ids: Type.Optional(Type.Array(text(64), { minItems: 1, maxItems: 1000 })),
    filter: Type.Optional(closed(deadLetterFilter)),
  },
  { title: "ReplayRequest", minProperties: 1 },
);
export type ReplayRequest = Type.Static<typeof replayRequest>;

export const replayAnswer = closed({ replayed: Type.Integer({ minimum: 0 }) });
