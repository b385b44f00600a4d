// Statements that read messages: lists by their filters, one message with its attempts and evidence, dead letters.

import type { MessageObject } from "@waypost/contract";
import { statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { TemplateUse } from "./accept.ts";
import type { Attention, LaneState, Status, UnknownPolicy } from "../lifecycle.ts";

export type MessageRow = {
  id: string;
  sender_id: string;
  recipient: string;
  category: "authentication" | "utility" | "marketing" | "service";
  type: string;
  body: MessageObject;
  status: Status;
  lane_state: LaneState;
  due_at: Date;
  expires_at: Date | null;
  unknown_policy: UnknownPolicy;
  attempts: number;
  tries: number;
  provider_message_id: string | null;
  possible_duplicate: boolean;
  error: TransportError | null;
  attention: Attention;
  client_reference: string | null;
  metadata: Record<string, string> | null;
  template_used: TemplateUse | null;
  created_at: Date;
  updated_at: Date;
};

/** `e` is the message's lane entry, which says what is new about it as long as it is there. */
export const withEntry = `left join lane_entry e on e.tenant_id = m.tenant_id and e.sender_id = m.sender_id
     and e.recipient = m.recipient and e.message_id = m.id`;

const columns = `m.id, m.sender_id, m.recipient, m.category, m.type, m.body, coalesce(e.status, m.status) as status,
  case when e.status = 'sending' then 1 when e.status is not null then 0 end as lane_state,
  coalesce(e.due_at, m.due_at) as due_at, m.expires_at, m.unknown_policy,
  coalesce(e.attempts, m.attempts) as attempts, coalesce(e.tries, m.tries) as tries, m.provider_message_id,
  coalesce(e.possible_duplicate, m.possible_duplicate) as possible_duplicate, m.error,
  case when e.status is distinct from 'sending' then m.attention end as attention, m.client_reference, m.metadata,
  m.template_used, m.created_at, case when e.status = 'sending' then e.claimed_at else m.updated_at end as updated_at`;

/** With what may hold it up beside itself. */
export type WholeMessageRow = MessageRow & {
  pause_reason: string | null;
  /** What its sender's whole lane rests for, by the sender's protection. */
  rest_until: Date | null;
  rest_text: string | null;
};

/** Values: [tenant, mode, id]. */
export const readMessage = statement<WholeMessageRow>(
  "read_message",
  `select ${columns},
          case when s.paused_at is not null and (s.paused_until is null or s.paused_until > now())
               then coalesce(s.pause_reason, 'no reason given') end as pause_reason,
          case when r.until > now() then r.until end as rest_until, r.text as rest_text
   from message m ${withEntry}
   join sender s on s.tenant_id = m.tenant_id and s.id = m.sender_id
   left join sender_rest r on r.tenant_id = m.tenant_id and r.sender_id = m.sender_id
   where m.tenant_id = $1 and m.mode = $2 and m.id = $3`,
);

export type AttemptRow = {
  number: number;
  state: "open" | "accepted" | "refused" | "later" | "unknown";
  error: TransportError | null;
  started_at: Date;
  ended_at: Date | null;
  waited: { code: string; text: string } | null;
};

/** Values: [tenant, message id]. */
export const readAttempts = statement<AttemptRow>(
  "read_attempts",
  `select number, state, error, started_at, ended_at, waited from attempt
   where tenant_id = $1 and message_id = $2 order by number`,
);

export type EvidenceEntry = {
  type: string;
  source: string;
  /** By the source's clock. */
  at: Date;
  /** By the database's. */
  recorded_at: Date;
  detail: Record<string, unknown> | null;
};

/** Values: [tenant, message id]. */
export const readEvidence = statement<EvidenceEntry>(
  "read_evidence",
  `select type, source, at, recorded_at, detail from evidence where tenant_id = $1 and message_id = $2`,
);

export type MessageFilter = {
  status?: string;
  recipient?: string;
  sender?: string;
  campaign?: string;
  providerMessageId?: string;
  clientReference?: string;
  attention?: "dead";
  /** The error's code. */
  code?: string;
  since?: Date;
  until?: Date;
  after?: string;
};

/**
 * Newest first. Each filter has an index that carries it (recipient, provider's id, reference, attention) or is
 * common enough to meet soon on the way down the primary key.
 */
export async function listMessages(
  tx: Tx,
  caller: { tenantId: string; mode: Mode },
  filter: MessageFilter,
  limit: number,
): Promise<MessageRow[]> {
  const { conditions, values } = conditionsOf(caller, filter);
  values.push(limit);
  const text = `select ${columns} from message m ${withEntry}
    where ${conditions.join(" and ")}
    order by m.id desc limit $${values.length}`;
  return (await tx.query<MessageRow>(text, values)).rows;
}

export type ReasonRow = { code: TransportError["code"]; count: number; last_at: Date };

/**
 * By their error's code, the most frequent first, among the newest `atMost`: the index of what needs attention is
 * walked from its end and no further. The filter must say nothing of lane entries, which are not looked at.
 */
export async function countDeadLetters(
  tx: Tx,
  caller: { tenantId: string; mode: Mode },
  filter: Omit<MessageFilter, "status">,
  atMost: number,
): Promise<ReasonRow[]> {
  const { conditions, values } = conditionsOf(caller, filter);
  values.push(atMost);
  const text = `select code, count(*)::int as count, max(updated_at) as last_at
    from (select m.error ->> 'code' as code, m.updated_at from message m
          where ${conditions.join(" and ")}
          order by m.id desc limit $${values.length}) as newest
    where code is not null group by code order by count desc, code`;
  return (await tx.query<ReasonRow>(text, values)).rows;
}

/** These only an entry can say, so that entries are where to look for them. */
const laneStatuses: ReadonlySet<string> = new Set(["scheduled", "queued", "sending"] satisfies Status[]);

/** The filter as SQL on `message m` with its entry; the texts are ours, the values travel apart. */
export function conditionsOf(
  caller: { tenantId: string; mode: Mode },
  filter: MessageFilter,
): { conditions: string[]; values: unknown[] } {
  const conditions = ["m.tenant_id = $1", "m.mode = $2"];
  const values: unknown[] = [caller.tenantId, caller.mode];
  const add = (value: unknown, condition: (place: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const inLaneOnly = filter.status !== undefined && laneStatuses.has(filter.status);
  add(filter.status, (at) => (inLaneOnly ? `e.status = ${at}` : `coalesce(e.status, m.status) = ${at}`));
  add(filter.recipient, (at) => `m.recipient = ${at}`);
  add(filter.sender, (at) => `m.sender_id = ${at}`);
  add(
    filter.campaign,
    (at) => `m.id in (
    select message_id from campaign_recipient where tenant_id = $1 and campaign_id = ${at} and message_id is not null)`,
  );
  add(filter.attention, (at) => `m.attention = ${at}`);
  add(filter.code, (at) => `m.error ->> 'code' = ${at}`);
  add(
    filter.providerMessageId,
    (at) => `m.id in (
    select message_id from attempt where tenant_id = $1 and provider_message_id = ${at})`,
  );
  add(
    filter.clientReference,
    (at) => `m.id in (
    select message_id from client_reference where tenant_id = $1 and reference = ${at})`,
  );
  add(filter.since && lowestId(filter.since), (at) => `m.id >= ${at}`);
  add(filter.until && lowestId(filter.until), (at) => `m.id < ${at}`);
  add(filter.after, (at) => `m.id < ${at}`);
  return { conditions, values };
}

/** The smallest UUIDv7 of an instant: ids carry their time in the first 48 bits (RFC 9562 §5.7). */
function lowestId(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
