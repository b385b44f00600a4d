// Statements that read what people wrote.

import type { ReceivedMedia } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type { ReceivedFile } from "./file-of.ts";

export type ReceivedRow = {
  id: string;
  sender_id: string;
  contact_id: string | null;
  provider_message_id: string;
  type: string;
  body: Record<string, unknown>;
  media: ReceivedFile | null;
  /** Null for what was kept before there was one shape. */
  shape: number | null;
  at: Date;
  received_at: Date;
  /** What became of the file that came along. */
  file_state: ReceivedMedia["state"] | null;
  media_id: string | null;
};

export type ReceivedFilter = {
  id?: string;
  senderId?: string;
  /** All ids of one person. */
  contactIds?: readonly string[];
  /** The lowest id of an instant. */
  since?: string;
  after?: string;
};

/** Newest first, of senders of the caller's mode. */
export async function listReceived(
  tx: Tx,
  caller: { tenantId: string; mode: Mode },
  filter: ReceivedFilter,
  limit: number,
): Promise<ReceivedRow[]> {
  const conditions = ["i.tenant_id = $1", "s.mode = $2"];
  const values: unknown[] = [caller.tenantId, caller.mode];
  const add = (value: unknown, condition: (place: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(filter.id, (at) => `i.id = ${at}`);
  add(filter.senderId, (at) => `i.sender_id = ${at}`);
  add(filter.contactIds, (at) => `i.contact_id = any (${at}::uuid[])`);
  add(filter.since, (at) => `i.id >= ${at}`);
  add(filter.after, (at) => `i.id < ${at}`);
  values.push(limit);
  const text = `select i.id, i.sender_id, i.contact_id, i.provider_message_id, i.type, i.body, i.media, i.shape, i.at,
           i.received_at, f.state as file_state, f.media_id
    from inbound_message i
    join sender s on s.tenant_id = i.tenant_id and s.id = i.sender_id
    left join inbound_file f on f.tenant_id = i.tenant_id and f.sender_id = i.sender_id
      and f.provider_message_id = i.provider_message_id
    where ${conditions.join(" and ")}
    order by i.id desc limit $${values.length}`;
  return (await tx.query<ReceivedRow>(text, values)).rows;
}
