// Statements about people's files: asked for, claimed by whoever can fetch them, and what became of them.

import type { MediaKind } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import { type HeardMessage, type InboundFile, inboundFileOf } from "./inbound-file.ts";

/**
 * Asks for the files of these messages, in the transaction that keeps them. A message that is told twice asks once;
 * those without a file cost nothing.
 */
export async function enqueueInboundFiles(tx: Tx, messages: readonly HeardMessage[]): Promise<void> {
  const files = messages.flatMap((message) => inboundFileOf(message) ?? []);
  if (files.length > 0) await insertInboundFiles(tx, columnsOf(files));
}

const insertInboundFiles = freshStatement<never>(
  `with asked as (
     insert into inbound_file (tenant_id, sender_id, provider_message_id, provider_media_id, kind, declared_type,
                               filename)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     on conflict do nothing returning 1)
   select pg_notify('inbound_files', '') from asked limit 1`,
);

function columnsOf(files: readonly InboundFile[]): unknown[] {
  return [
    files.map((file) => file.tenant_id),
    files.map((file) => file.sender_id),
    files.map((file) => file.provider_message_id),
    files.map((file) => file.provider_media_id),
    files.map((file) => file.kind),
    files.map((file) => file.declared_type),
    files.map((file) => file.filename),
  ];
}

export type ClaimedFile = {
  tenant_id: string;
  sender_id: string;
  shard: number;
  mode: Mode;
  provider_message_id: string;
  provider_media_id: string;
  kind: MediaKind;
  declared_type: string | null;
  filename: string | null;
  /** This one included. */
  attempts: number;
  heard_at: Date;
};

/**
 * Due files of senders on these shards, ours for ten minutes: a process that dies over one leaves it to the next.
 * Values: [shards, limit].
 */
export const claimInboundFiles = statement<ClaimedFile>(
  "claim_inbound_files",
  `with due as materialized (
     select f.ctid, s.shard, s.mode from inbound_file f
     join sender s on s.tenant_id = f.tenant_id and s.id = f.sender_id
     where f.state = 'waiting' and f.due_at <= now() and s.shard = any ($1::int[])
     order by f.due_at limit $2 for update of f skip locked)
   update inbound_file f set attempts = f.attempts + 1, due_at = now() + interval '10 minutes' from due
   where f.ctid = due.ctid
   returning f.tenant_id, f.sender_id, due.shard, due.mode, f.provider_message_id, f.provider_media_id, f.kind,
             f.declared_type, f.filename, f.attempts, f.heard_at`,
);

/** Values: [tenant, sender, message, media]. */
export const storedInboundFile = statement<{ media_id: string }>(
  "stored_inbound_file",
  `update inbound_file set state = 'stored', media_id = $4
   where tenant_id = $1 and sender_id = $2 and provider_message_id = $3 and state = 'waiting' returning media_id`,
);

/** Values: [tenant, sender, message, state, problem]. */
export const endInboundFile = statement<never>(
  "end_inbound_file",
  `update inbound_file set state = $4, problem = $5
   where tenant_id = $1 and sender_id = $2 and provider_message_id = $3 and state = 'waiting'`,
);

/** Values: [tenant, sender, message, when]. */
export const deferInboundFile = statement<never>(
  "defer_inbound_file",
  `update inbound_file set due_at = $4
   where tenant_id = $1 and sender_id = $2 and provider_message_id = $3 and state = 'waiting'`,
);
