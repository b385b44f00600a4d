// The model of acceptance: idempotency keys and message rows.

import type { KeyName, KeyRow, NewMessage } from "../../../server/src/messaging/store/accept.ts";
import type { Tables } from "./rows.ts";

export function keyName(key: KeyName): string {
  return `${key.tenant_id} ${key.mode} ${key.route} ${key.key}`;
}

export function readKeys(tables: Tables, names: readonly KeyName[]): KeyRow[] {
  return names.flatMap((name) => tables.keys.get(keyName(name)) ?? []);
}

export function insertMessages(tables: Tables, rows: readonly NewMessage[]): void {
  for (const row of rows) {
    tables.messages.set(row.id, {
      tenant_id: row.tenant_id,
      id: row.id,
      sender_id: row.sender_id,
      shard: row.shard,
      recipient: row.recipient,
      class: row.class,
      body: row.body,
      status: row.status,
      lane_state: 0,
      due_at: Date.parse(row.due_at),
      expires_at: row.expires_at === null ? null : Date.parse(row.expires_at),
      unknown_policy: row.unknown_policy,
      attempts: 0,
      tries: 0,
      provider_message_id: null,
      possible_duplicate: false,
      error: null,
      attention: null,
    });
  }
}
