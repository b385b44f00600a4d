// What is told of a change, and the two things an event's id says: when it was, and where in the order. Pure.

import type { LiveEvent } from "@waypost/contract";
import { type IdPrefix, instantOf, parseId, presentId } from "../kernel/ids.ts";
import type { Mode } from "../kernel/route.ts";

/** A row of the outbox, as triggers write it. */
export type EventRow = {
  tenant_id: string;
  sequence: number;
  id: string;
  at: Date;
  /** Null for what is of both modes: people and bills. */
  mode: Mode | null;
  type: string;
  status: string | null;
  subject_id: string;
  sender_id: string | null;
  contact_id: string | null;
  code: string | null;
  data: Readonly<Record<string, unknown>> | null;
};

/** Ids and codes only: whoever may know more asks for the thing itself. */
export function presentEvent(row: EventRow): LiveEvent {
  const { type, status, sender_id: sender, contact_id: contact, code, data, mode } = row;
  return {
    id: presentId("evt", row.id),
    type,
    timestamp: row.at.toISOString(),
    sequence: row.sequence,
    ...(mode === null ? {} : { mode }),
    ...(status === null ? {} : { status }),
    ...subjectOf(row),
    ...(sender === null ? {} : { sender_id: presentId("snd", sender) }),
    ...(contact === null ? {} : { contact_id: presentId("con", contact) }),
    ...(code === null ? {} : { code }),
    ...(data === null ? {} : { data }),
  };
}

type Subject = { name: string; prefix: IdPrefix };

/** By the type's first word. A session and a sender's health are the sender's, who is named anyway. */
const subjects: Readonly<Record<string, Subject>> = {
  message: { name: "message_id", prefix: "msg" },
  "message.received": { name: "message_id", prefix: "inb" },
  template: { name: "template_id", prefix: "tpl" },
  campaign: { name: "campaign_id", prefix: "cmp" },
  contact: { name: "suppression_id", prefix: "sup" },
  usage: { name: "alert_id", prefix: "alr" },
  webhook_endpoint: { name: "webhook_endpoint_id", prefix: "whe" },
};

function subjectOf({ type, subject_id }: EventRow): Record<string, string> {
  const subject = subjects[type] ?? subjects[familyOf(type)];
  return subject === undefined ? {} : { [subject.name]: presentId(subject.prefix, subject_id) };
}

/** `message` of `message.sent`. */
export function familyOf(type: string): string {
  return type.slice(0, type.indexOf("."));
}

/** Where in the stream one is: everything up to this number is behind. */
export type Place = { at: Date; sequence: number };

/** Null when the text is no id of an event. */
export function readPlace(text: string): Place | null {
  const uuid = parseId("evt", text);
  if (uuid === null) return null;
  const sequence = Number(BigInt(`0x${uuid.slice(19).replace("-", "")}`) & lastBits);
  return Number.isSafeInteger(sequence) ? { at: instantOf(uuid), sequence } : null;
}

/** The id of a place at which there need not be an event: the same words as the generated column `event.id`. */
export function placeId({ at, sequence }: Place): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  const tail = (BigInt(sequence) | variant).toString(16);
  return presentId("evt", `${time}7000${tail}`);
}

const variant = 1n << 63n;
const lastBits = (1n << 62n) - 1n;
