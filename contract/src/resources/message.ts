// A message as the API shows it: short right after accepting, whole with its timeline when asked for.

import Type from "typebox";
import { closed, contentRemoved, freeObject, instant, nullable, words } from "../json-schema.ts";
import { messageObjectWith, messageTypes } from "../message.ts";
import type { MessageObject, MessageType } from "../message.ts";
import { messageCategory, metadata, unknownPolicy } from "../send-message.ts";
import { problem } from "./problem.ts";

export const messageStatuses = [
  "scheduled",
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "played",
  "failed",
  "expired",
  "canceled",
  "skipped",
  "unknown",
] as const;
export const messageStatus = words(...messageStatuses);
export type MessageStatus = Type.Static<typeof messageStatus>;

const type = Type.Unsafe<MessageType>({ type: "string", enum: [...messageTypes] });

const summaryFields = {
  id: Type.String(),
  status: messageStatus,
  to: Type.String(),
  from: Type.String({ description: "The sender, snd_…" }),
  type,
  category: messageCategory,
  created_at: instant,
};

/** The 202 answer. */
export const messageSummary = closed(summaryFields, { title: "MessageSummary" });
export type MessageSummary = Type.Static<typeof messageSummary>;

export const messageError = closed(
  {
    code: Type.String(),
    title: Type.String(),
    detail: Type.String(),
    retryable: Type.Boolean(),
    maybe_sent: Type.Boolean(),
    provider_code: nullable(Type.String()),
  },
  { title: "MessageError" },
);

export type MessageError = Type.Static<typeof messageError>;

/** One thing that happened to the message, and who says so; why it waited is here too. */
export const timelineEntry = closed(
  {
    at: instant,
    type: Type.String(),
    source: Type.String({ description: "api, dispatcher, provider, operator or system." }),
    detail: nullable(freeObject),
  },
  { title: "TimelineEntry" },
);
export type TimelineEntry = Type.Static<typeof timelineEntry>;

/** Absent where the message was none of a template that is kept here. */
const templateUsed = closed(
  {
    id: Type.String({ description: "tpl_…" }),
    name: Type.String(),
    language: Type.String({ description: "The one that was chosen." }),
    version: Type.Integer(),
    asked_language: nullable(Type.String({ description: "What was asked for, when it was another." })),
  },
  { title: "TemplateUsed" },
);

const recordFields = {
  ...summaryFields,
  unknown_policy: unknownPolicy,
  send_at: nullable(instant),
  expires_at: nullable(instant),
  updated_at: instant,
  provider_message_id: nullable(Type.String()),
  possible_duplicate: Type.Boolean({
    description: "True once it was sent again after a doubt: the recipient may have two copies.",
  }),
  client_reference: nullable(Type.String()),
  metadata,
  template_used: Type.Optional(templateUsed),
  error: nullable(messageError),
  attempts: Type.Integer({ minimum: 0, description: "How often it was handed to the provider." }),
  content_removed: contentRemoved,
  timeline: Type.Optional(Type.Array(timelineEntry)),
};

/**
 * The whole record: the message object as it was asked for, flat, and what became of it. Lists leave
 * the timeline out.
 */
export const messageResource = messageObjectWith(recordFields, "Message");
export type MessageResource = MessageObject & Type.Static<Type.TObject<typeof recordFields>>;

/** One line of a batch's answer: accepted, or refused for the reasons a single request would have been. */
export const batchItem = Type.Union([
  closed({ index: Type.Integer(), id: Type.String(), status: messageStatus }),
  closed({ index: Type.Integer(), error: Type.Omit(problem, ["request_id"]) }),
]);
export type BatchItem = Type.Static<typeof batchItem>;

export const batchAnswer = closed({ data: Type.Array(batchItem) });
export type BatchAnswer = Type.Static<typeof batchAnswer>;

/** A message whose attempts are used up, kept until someone replays or drops it. */
export const deadLetter = closed(
  {
    id: Type.String({ description: "The message, msg_…" }),
    to: Type.String(),
    from: Type.String(),
    type,
    category: messageCategory,
    error: nullable(messageError),
    attempts: Type.Integer(),
    created_at: instant,
    dead_at: instant,
  },
  { title: "DeadLetter" },
);
export type DeadLetter = Type.Static<typeof deadLetter>;
