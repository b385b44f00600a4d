// Statements that make a message ours: idempotency keys, client references, message rows. One transaction, many rows.

import type { MessageCategory, MessageObject, MessageType } from "@waypost/contract";
import type { Mode } from "../../kernel/route.ts";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Status, UnknownPolicy } from "../lifecycle.ts";
import type { TemplateHold } from "./hold-template.ts";

export type NewMessage = {
  tenant_id: string;
  id: string;
  mode: Mode;
  sender_id: string;
  shard: number;
  recipient: string;
  class: 0 | 1 | 2;
  category: MessageCategory;
  type: MessageType;
  body: MessageObject;
  status: Extract<Status, "queued" | "scheduled">;
  due_at: string;
  expires_at: string | null;
  unknown_policy: UnknownPolicy;
  client_reference: string | null;
  metadata: Readonly<Record<string, string>> | null;
  created_at: string;
};

/** How a policy chose the sender: the message's first evidence, and the sign that the policy may choose again. */
export type Routed = Readonly<Record<string, unknown>>;

/** What a message used of the templates kept here; `asked` is the language it wanted when it got another. */
export type TemplateUse = {
  id: string;
  name: string;
  language: string;
  version: number;
  asked: string | null;
};

/** `held`: what its template makes it wait for (hold-template.ts). */
export type AcceptedMessage = NewMessage & {
  routed?: Routed;
  template_used?: TemplateUse;
  campaign_id?: string;
  /** Its own; `{}` for none. When absent, the tenant's count. */
  quiet_hours?: Readonly<{ from?: string; to?: string }>;
  held?: TemplateHold & { templateId: string };
};

/**
 * Inserts all rows and their lane entries. They travel as one JSON document: node's serialiser is native, while arrays
 * of JSON texts would be quoted twice.
 */
export async function insertMessages(tx: Tx, rows: readonly AcceptedMessage[]): Promise<void> {
  const [routed, plain] = [rows.filter(isRouted), rows.filter((row) => !isRouted(row))];
  // A tenant without a policy pays nothing for what others have.
  if (plain.length > 0) await insertAll(tx, insertMessageRows, plain);
  if (routed.length > 0) await insertAll(tx, insertRoutedRows, routed);
}

function isRouted(row: AcceptedMessage): boolean {
  return row.routed !== undefined;
}

async function insertAll(
  tx: Tx,
  insert: typeof insertMessageRows,
  rows: readonly AcceptedMessage[],
): Promise<void> {
  const [stored] = await insert(tx, [JSON.stringify(rows)]);
  if (stored?.count !== rows.length)
    throw new Error("a message names a sender that is not its tenant's, or not its mode's");
}

/**
 * The join is the foreign key to senders: asked once for the whole batch, it costs a tenth of what a trigger per row
 * does, which took half of the statement's time. Senders are never deleted, so nothing has to watch the other side.
 */
const storing = (given: string): string => `stored as (
     insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, expires_at, unknown_policy, client_reference, metadata, template_used, campaign_id,
                          quiet_hours, created_at, updated_at)
     select m.tenant_id, m.id, m.mode, m.sender_id, s.shard, m.recipient, m.class, m.category, m.type, m.body,
            m.status, m.due_at, m.expires_at, m.unknown_policy, m.client_reference, m.metadata, m.template_used,
            m.campaign_id, m.quiet_hours, m.created_at, m.created_at
     from ${given} m
     join sender s on s.tenant_id = m.tenant_id and s.id = m.sender_id and s.mode = m.mode
     returning tenant_id, sender_id, recipient, id, shard, class, status, due_at, expires_at, campaign_id
   )`;

const columns = `tenant_id uuid, id uuid, mode text, sender_id uuid, recipient text, class smallint,
       category text, type text, body jsonb, status text, due_at timestamptz, expires_at timestamptz,
       unknown_policy text, client_reference text, metadata jsonb, template_used jsonb,
       campaign_id uuid, quiet_hours jsonb, created_at timestamptz`;

const insertMessageRows = statement<{ count: number }>(
  "insert_messages",
  `with ${storing(`(select * from json_to_recordset($1) as given(${columns}))`)}, waiting as (
     insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, expires_at,
                             campaign_id)
     select * from stored
   )
   select count(*)::int as count from stored`,
);

/** With the evidence of how each was routed. */
const insertRoutedRows = statement<{ count: number }>(
  "insert_routed_messages",
  `with given as materialized (
     select * from json_to_recordset($1) as given(${columns}, routed jsonb)
   ), ${storing("given")}, waiting as (
     insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, expires_at,
                             campaign_id, routed)
     select *, true from stored
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select tenant_id, id, 'routed', '0', 'api', created_at, routed from given
   )
   select count(*)::int as count from stored`,
);

/** Wakes the shards' dispatchers when the transaction commits. */
export async function notifyShards(tx: Tx, shards: ReadonlySet<number>): Promise<void> {
  await notifyLanes(tx, [[...shards].join(",")]);
}

const notifyLanes = statement<never>("notify_lanes", "select pg_notify('lanes', $1)");

export type KeyRow = {
  tenant_id: string;
  mode: Mode;
  route: string;
  key: string;
  fingerprint: string;
  status: number;
  response: unknown;
};

/**
 * Claims idempotency keys with the answers they will replay; answers how many were free. A key that another
 * transaction holds is waited for: it either commits, and then this one must start over, or leaves nothing behind.
 */
export async function claimKeys(tx: Tx, rows: readonly KeyRow[]): Promise<number> {
  return (await claimKeyRows(tx, [JSON.stringify(rows)])).length;
}

// In key order, so that two batches with the same keys wait for each other instead of deadlocking.
const claimKeyRows = statement<{ key: string }>(
  "claim_idempotency_keys",
  `insert into idempotency_key (tenant_id, mode, route, key, fingerprint, status, response)
   select tenant_id, mode, route, key, decode(fingerprint, 'hex'), status, response
   from json_to_recordset($1) as k(tenant_id uuid, mode text, route text, key text, fingerprint text,
                                   status smallint, response jsonb)
   order by tenant_id, mode, route, key
   on conflict do nothing
   returning key`,
);

export type KeyName = Pick<KeyRow, "tenant_id" | "mode" | "route" | "key">;

/** The stored answers of keys that were used before. */
export function readKeys(tx: Tx, names: readonly KeyName[]): Promise<KeyRow[]> {
  return readKeyRows(tx, [JSON.stringify(names)]);
}

const readKeyRows = freshStatement<KeyRow>(
  `select stored.tenant_id, stored.mode, stored.route, stored.key, encode(stored.fingerprint, 'hex') as fingerprint,
          stored.status, stored.response
   from json_to_recordset($1) as k(tenant_id uuid, mode text, route text, key text)
   join idempotency_key stored using (tenant_id, mode, route, key)`,
);

export type ReferenceRow = { tenant_id: string; reference: string; message_id: string };

/** Claims client references; answers the message each reference now belongs to, ours or an earlier one. */
export async function claimReferences(tx: Tx, rows: readonly ReferenceRow[]): Promise<Map<string, string>> {
  const document = JSON.stringify(rows);
  await claimReferenceRows(tx, [document]);
  const owners = await readReferenceRows(tx, [document]);
  return new Map(owners.map((row) => [`${row.tenant_id} ${row.reference}`, row.message_id]));
}

const claimReferenceRows = statement<never>(
  "claim_client_references",
  `insert into client_reference (tenant_id, reference, message_id)
   select tenant_id, reference, message_id
   from json_to_recordset($1) as r(tenant_id uuid, reference text, message_id uuid)
   order by tenant_id, reference
   on conflict do nothing`,
);

const readReferenceRows = freshStatement<ReferenceRow>(
  `select owner.tenant_id, owner.reference, owner.message_id
   from json_to_recordset($1) as r(tenant_id uuid, reference text)
   join client_reference owner using (tenant_id, reference)`,
);
