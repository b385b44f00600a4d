// Statements by which a template's state holds messages back and lets them go: those that wait, and new ones.

import { freshStatement, type Tx } from "../../kernel/db.ts";
import { ofEntry } from "./entry-key.ts";

/** The messages meant: those of these senders that use this template. */
export type TemplateMessages = {
  tenantId: string;
  senderIds: readonly string[];
  template: { id: string; name: string; language: string };
};

export type TemplateHold = { until: Date; code: string; reason: string };

/** Where a walk through the lanes has come to; null begins it. */
export type LanePlace = { sender: number; class: number; dueAt: string; messageId: string };

/** How far one step looks: about a tenth of a second, and the messages that are due first come first. */
const step = 5_000;
const classes = 3;
const start = { dueAt: "-infinity", messageId: "00000000-0000-0000-0000-000000000000" };

/**
 * One step of holding: moves messages to the hold's end, whatever they waited for, and notes when they were due. What
 * is in flight is left alone; if it comes back, it is refused for the same reason. Answers where the next step begins,
 * null after the last.
 */
export function holdStep(
  tx: Tx,
  messages: TemplateMessages,
  hold: TemplateHold,
  from: LanePlace | null,
): Promise<LanePlace | null> {
  const { until, code, reason } = hold;
  return walk(messages, from, (place) => holdRows(tx, [...place, until.toISOString(), code, reason]));
}

/** One step of releasing: messages are due again when they were before, and those a refusal put off are due now. */
export function releaseStep(
  tx: Tx,
  messages: TemplateMessages,
  from: LanePlace | null,
): Promise<LanePlace | null> {
  return walk(messages, from, (place) => releaseRows(tx, place));
}

type Step = { seen: number; due_at: string | null; message_id: string | null };

async function walk(
  { tenantId, senderIds, template }: TemplateMessages,
  from: LanePlace | null,
  take: (place: unknown[]) => Promise<Step[]>,
): Promise<LanePlace | null> {
  const at = from ?? { sender: 0, class: 0, ...start };
  const senderId = senderIds[at.sender];
  if (senderId === undefined) return null;
  const { id, name, language } = template;
  const place = [tenantId, senderId, at.class, at.dueAt, at.messageId, step, id, name, language];
  const [taken] = await take(place);
  if (taken?.seen === step && taken.due_at !== null && taken.message_id !== null) {
    return { ...at, dueAt: taken.due_at, messageId: taken.message_id };
  }
  if (at.class + 1 < classes) return { ...start, sender: at.sender, class: at.class + 1 };
  return at.sender + 1 < senderIds.length ? { ...start, sender: at.sender + 1, class: 0 } : null;
}

/** A step's entries by the lane's own index; of the message only what it needs, for one probe of one month each. */
const page = (dueBound: string): string => `page as materialized (
     select e.ctid as at, e.tenant_id, e.message_id, e.recipient, e.due_at from lane_entry e
     where e.tenant_id = $1 and e.class = $3 and e.sender_id = $2
       and (e.due_at, e.message_id) > ($4::timestamptz, $5::uuid) and ${dueBound} and e.status <> 'sending'
     order by e.due_at, e.message_id limit $6
   ), mine as materialized (
     select p.*, m.error ->> 'code' as code,
            (select v.detail ->> 'due_at' from evidence v
             where v.tenant_id = $1 and v.message_id = p.message_id and v.type = 'template_held'
               and (v.detail ->> 'until')::timestamptz = p.due_at
             order by v.recorded_at desc limit 1) as held_from
     from page p cross join lateral (
       select body -> 'template' as template, error from message where ${ofEntry("p")} limit 1) m
     where m.template ->> 'name' = $8
       and coalesce(m.template #>> '{language,code}', m.template ->> 'language') = $9
   )`;

/** Entries are locked in the order of (tenant, id), as everybody locks them. */
const locked = `locked as materialized (
     select e.ctid as at, mine.message_id, mine.due_at, mine.held_from, mine.code
     from mine join lane_entry e on e.ctid = mine.at
     where e.message_id = mine.message_id and e.due_at = mine.due_at and e.status <> 'sending'
     order by e.tenant_id, e.message_id for no key update of e
   )`;

const told = `select count(*)::int as seen, max(due_at)::text as due_at,
          (select message_id from page order by due_at desc, message_id desc limit 1) as message_id from page`;

const holdRows = freshStatement<Step>(
  `with ${page("e.due_at < $10::timestamptz")}, ${locked}, moved as (
     update lane_entry e set due_at = $10::timestamptz from locked where e.ctid = locked.at
   ), kept as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select $1, message_id, 'template_held', $11 || ' ' || $10, 'system', now(),
            jsonb_build_object('code', $11::text, 'reason', $12::text, 'until', $10::text, 'template', $7::text,
                               'due_at', coalesce(held_from, due_at::text))
     from locked on conflict do nothing
   ) ${told}`,
);

/** What a message was put off for, that would have gone but for its template: its time has come long since. */
const putOff = "('template_paused', 'template_policy_violation')";

const releaseRows = freshStatement<Step>(
  `with ${page("e.due_at > now()")}, ${locked}, moved as (
     update lane_entry e
     set due_at = case when locked.code in ${putOff} then now() else locked.held_from::timestamptz end
     from locked
     where e.ctid = locked.at and $7::text is not null
       and (locked.held_from is not null or locked.code in ${putOff})
   ) ${told}`,
);

/** A message that was just accepted; `held` when its template cannot be sent yet. */
export type MaybeHeld = {
  tenant_id: string;
  id: string;
  sender_id: string;
  recipient: string;
  held?: TemplateHold & { templateId: string };
};

/** In the accepting transaction, after the messages' entries are there. */
export async function holdAccepted(tx: Tx, messages: readonly MaybeHeld[]): Promise<void> {
  const held = messages.flatMap(({ tenant_id, id, sender_id, recipient, held: hold }) => {
    if (hold === undefined) return [];
    const { templateId, until, code, reason } = hold;
    return [
      { tenant_id, id, sender_id, recipient, template: templateId, until: until.toISOString(), code, reason },
    ];
  });
  if (held.length > 0) await holdAcceptedRows(tx, [JSON.stringify(held)]);
}

/**
 * The template is looked at once more under a lock that its next state has to wait for: either this sees that it was
 * approved meanwhile, or who approves it sees these messages.
 */
const holdAcceptedRows = freshStatement<never>(
  `with held as materialized (
     select h.*
     from json_to_recordset($1) as h(tenant_id uuid, id uuid, sender_id uuid, recipient text, template uuid,
                                     until timestamptz, code text, reason text)
     join template t on t.tenant_id = h.tenant_id and t.id = h.template and t.status <> 'APPROVED'
     order by t.tenant_id, t.id for share of t
   ), before as materialized (
     select e.ctid as at, e.due_at, held.*
     from held join lane_entry e on e.tenant_id = held.tenant_id and e.sender_id = held.sender_id
       and e.recipient = held.recipient and e.message_id = held.id
     where e.due_at < held.until
   ), moved as (
     update lane_entry e set due_at = before.until from before where e.ctid = before.at
   )
   insert into evidence (tenant_id, message_id, type, key, source, at, detail)
   select tenant_id, id, 'template_held', code || ' ' || until, 'system', now(),
          jsonb_build_object('code', code, 'reason', reason, 'until', until, 'template', template, 'due_at', due_at)
   from before on conflict do nothing`,
);
