// Compiles what happened between a contact and the tenant: messages to their present number, answers, clicks.

import type { SegmentCondition } from "@waypost/contract";
import { instantSql, type MessageEvent, momentOf, statusesOf } from "./moment.ts";
import { uuidOf } from "./uuid-of.ts";
import type { Values } from "./values.ts";
import type { RuleWorld } from "./world.ts";

type EventCondition = Extract<SegmentCondition, { kind: "event" }>;

/** So long after a message was sent, what its recipient writes is an answer to it. */
const answerHours = 72;

export function compileEvent(condition: EventCondition, values: Values, world: RuleWorld): string {
  const asked: Asked = { condition, values, world };
  const { event, campaign, template } = condition;
  if (event === "replied") {
    const isAnswer = campaign !== undefined || template !== undefined;
    return isAnswer
      ? ofPerson(answers(asked), asked, "count(distinct answer)")
      : ofPerson(words(asked), asked);
  }
  if (event === "clicked") return ofPerson(clicks(asked), asked);
  return campaign === undefined
    ? ofNumber(messages(asked, event), asked)
    : ofPerson(campaignMessages(asked, campaign, reached(asked, event)), asked);
}

type Asked = { condition: EventCondition; values: Values; world: RuleWorld };

/**
 * The number's own collation is not that of messages, and a comparison takes one of the two: this one, which the index
 * of messages by recipient has.
 */
const number = `c.lead_phone collate "default"`;

/** Once is a semi-join; more often, those who reach it are counted first. `source` answers the column `recipient`. */
function ofNumber(source: string, { condition: { at_least: times = 1 }, values }: Asked): string {
  if (times === 1) return `exists (select from (${source}) as m where m.recipient = ${number})`;
  return `exists (select from (
    select recipient from (${source}) as m group by recipient having count(*) >= ${values.bind(times, "int")}
  ) as often where often.recipient = ${number})`;
}

/** The same of a source that answers `person`. */
function ofPerson(
  source: string,
  { condition: { at_least: times = 1 }, values }: Asked,
  counted = "count(*)",
): string {
  if (times === 1) return `exists (select from (${source}) as p where p.person = c.id)`;
  return `exists (select from (
    select person from (${source}) as p group by person having ${counted} >= ${values.bind(times, "int")}
  ) as often where often.person = c.id)`;
}

/** Those in doubt apart: else the planner takes all for as dear, and reads messages in the order of people. */
function messages(asked: Asked, event: MessageEvent): string {
  const whose = [`m.tenant_id = ${asked.values.tenant}`, ...becameOf(asked, event)].join(" and ");
  return during(asked, event)
    .map((time) => `select m.recipient from message m where ${whose} and ${time}`)
    .join(" union all ");
}

/** A campaign's messages are found by its recipients, whom it knows as contacts. */
function campaignMessages({ values }: Asked, campaign: string, condition: string, columns = "m.id"): string {
  const table = `campaign_recipient r join message m on m.tenant_id = r.tenant_id and m.id = r.message_id`;
  const isOf = `r.tenant_id = ${values.tenant} and r.campaign_id = ${values.bind(uuidOf("cmp", campaign), "uuid")}`;
  return ofEveryName(
    { table, contact: "r.contact_id", columns, condition: `${isOf} and ${condition}` },
    values,
  );
}

function reached(asked: Asked, event: MessageEvent): string {
  const times = during(asked, event).map((time) => `(${time})`);
  return [...becameOf(asked, event), `(${times.join(" or ")})`].join(" and ");
}

/**
 * The times that are meant, as conditions of which one holds at most. What became of a message did so after it was
 * accepted, which its id tells, and before it last changed; evidence is looked up only where this leaves a doubt, as
 * 250,000 look-ups took 8 s.
 */
function during({ condition, values, world }: Asked, event: MessageEvent): string[] {
  const ends = spanOf(condition, world);
  const [from, until] = [ends.from, ends.until].map((at) => (at === null ? null : instantSql(at, values)));
  const isSure = [
    ...(from ? [`m.id >= lowest_id(${from})`] : []),
    ...(until ? [`m.updated_at < ${until}`] : []),
  ].join(" and ");
  if (isSure === "") return ["true"];
  const moment = momentOf(event);
  const inDoubt = [
    `not (${isSure})`,
    ...(from ? [`m.updated_at >= ${from} and ${moment} >= ${from}`] : []),
    ...(until ? [`m.id < lowest_id(${until}) and ${moment} < ${until}`] : []),
  ];
  return [isSure, inDoubt.join(" and ")];
}

function becameOf({ condition: { template }, values, world }: Asked, event: MessageEvent): string[] {
  return [
    `m.mode = ${values.bind(world.mode, "text")}`,
    `m.status = any (${values.bind(statusesOf(event), "text[]")})`,
    ...(template === undefined ? [] : [isOfTemplate(template, values)]),
  ];
}

function isOfTemplate(template: string, values: Values): string {
  return `m.type = 'template' and m.body #>> '{template,name}' = ${values.bind(template, "text")}`;
}

type Span = { from: Date | null; until: Date | null };

function spanOf({ within_days: within, before_days: before }: EventCondition, { at }: RuleWorld): Span {
  const ago = (days: number | undefined): Date | null =>
    days === undefined ? null : new Date(at.getTime() - days * 86_400_000);
  return { from: ago(within), until: ago(before) };
}

/** What people wrote. Under the contact they were known as then, which another may stand for now. */
function words({ condition, values, world }: Asked): string {
  const { from, until } = spanOf(condition, world);
  const heard = [
    `i.tenant_id = ${values.tenant}`,
    `i.sender_id in (select id from sender s where s.tenant_id = ${values.tenant}
       and s.mode = ${values.bind(world.mode, "text")})`,
    ...(from === null ? [] : [`i.at >= ${instantSql(from, values)}`]),
    ...(until === null ? [] : [`i.at < ${instantSql(until, values)}`]),
  ].join(" and ");
  const columns = "i.id as answer, i.at";
  return ofEveryName(
    { table: "inbound_message i", contact: "i.contact_id", columns, condition: heard },
    values,
  );
}

type Rows = { table: string; contact: string; columns: string; condition: string };

/** Rows that name a contact, as those of the contact that stands. */
function ofEveryName({ table, contact, columns, condition }: Rows, { tenant }: Values): string {
  return `select ${contact} as person, ${columns} from ${table} where ${condition}
    union all
    select w.merged_into, ${columns} from contact w join ${table} on ${contact} = w.id
    where w.tenant_id = ${tenant} and w.merged_into is not null and ${condition}`;
}

/** Words within the hours after a message of the campaign or template was sent. */
function answers(asked: Asked): string {
  const { condition, values } = asked;
  const isSent = becameOf(asked, "sent").join(" and ");
  const sentAt = `${momentOf("sent")} as sent_at`;
  const sent =
    condition.campaign === undefined
      ? `select p.id as person, ${sentAt} from message m
         join contact p on p.tenant_id = m.tenant_id and p.lead_phone collate "default" = m.recipient
         where m.tenant_id = ${values.tenant} and ${isSent}`
      : campaignMessages(asked, condition.campaign, isSent, sentAt);
  return `select w.person, w.answer from (${words(asked)}) as w join (${sent}) as s on s.person = w.person
    where w.at >= s.sent_at and w.at < s.sent_at + interval '${answerHours} hours'`;
}

function clicks({ condition, values, world }: Asked): string {
  const { from, until } = spanOf(condition, world);
  const { campaign, template } = condition;
  const clicked = [
    `k.tenant_id = ${values.tenant}`,
    ...(campaign === undefined ? [] : [`k.campaign_id = ${values.bind(uuidOf("cmp", campaign), "uuid")}`]),
    ...(template === undefined ? [] : [ofTemplate(template, values)]),
    ...(from === null ? [] : [`k.clicked_at >= ${instantSql(from, values)}`]),
    ...(until === null ? [] : [`k.clicked_at < ${instantSql(until, values)}`]),
  ].join(" and ");
  const rows = {
    table: "campaign_click k",
    contact: "k.contact_id",
    columns: "k.clicked_at",
    condition: clicked,
  };
  return ofEveryName(rows, values);
}

/** A click names its campaign, and the campaign's message to this person its template. */
function ofTemplate(template: string, values: Values): string {
  return `exists (select from campaign_recipient r join message m on m.tenant_id = r.tenant_id and m.id = r.message_id
    where r.tenant_id = k.tenant_id and r.campaign_id = k.campaign_id and r.contact_id = k.contact_id
      and ${isOfTemplate(template, values)})`;
}
