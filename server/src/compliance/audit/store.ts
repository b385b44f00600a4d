// Statements about the audit log: append to it, read it in order or by what is looked for, seal it.

import { statement, type Tx } from "../../kernel/db.ts";
import type { ChainRow } from "./chain.ts";
import type { Head, Seal } from "./verify.ts";

/** Values: [tenants, canonical entries]. The chains' ends stay locked until the transaction ends. */
export const appendEntries = statement<never>("append_audit", "select append_audit($1::uuid[], $2::text[])");

const columns = `number::float8 as number, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  action, actor_kind, actor_id, reason, target_kind, target_id, changed, outcome, request_id, ip_hash,
  detail::text as detail, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash`;

/** In order. Values: [tenant, after this number, to this number, limit]. */
export const readChain = statement<ChainRow>(
  "read_audit_chain",
  `select ${columns} from audit_entry where tenant_id = $1 and number > $2 and number <= $3
   order by number limit $4`,
);

export type AuditFilter = {
  actor?: string;
  action?: string;
  target?: string;
  since?: Date;
  until?: Date;
  /** Entries before this number. */
  before?: number;
};

/** Newest first; actor, target and time have an index each. */
export async function listEntries(
  tx: Tx,
  tenantId: string,
  filter: AuditFilter,
  limit: number,
): Promise<ChainRow[]> {
  const conditions = ["tenant_id = $1"];
  const values: unknown[] = [tenantId];
  const add = (value: unknown, condition: (place: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(filter.actor, (at) => `actor_id = ${at}`);
  add(filter.action, (at) => `action = ${at}`);
  add(filter.target, (at) => `target_id = ${at}`);
  add(filter.since, (at) => `at >= ${at}`);
  add(filter.until, (at) => `at < ${at}`);
  add(filter.before, (at) => `number < ${at}`);
  values.push(limit);
  const text = `select ${columns} from audit_entry
    where ${conditions.join(" and ")} order by number desc limit $${values.length}`;
  return (await tx.query<ChainRow>(text, values)).rows;
}

/** Values: [tenant]. */
export const readHead = statement<Head>(
  "read_audit_head",
  "select number::float8 as number, encode(hash, 'hex') as hash from audit_head where tenant_id = $1",
);

/** The first entry beyond the head, where there never is one. Values: [tenant]. */
export const readBeyondHead = statement<{ number: number | null }>(
  "read_audit_beyond_head",
  `select min(number)::float8 as number from audit_entry
   where tenant_id = $1 and number > coalesce((select number from audit_head where tenant_id = $1), 0)`,
);

/** Values: [tenant]. */
export const readSeals = statement<Seal>(
  "read_audit_seals",
  `select number::float8 as number, encode(hash, 'hex') as hash,
          to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as sealed_at,
          key_id, encode(signature, 'hex') as signature
   from audit_seal where tenant_id = $1 order by number`,
);

/** The ends of all chains that have grown since they were sealed. */
export const readUnsealedHeads = statement<Head & { tenant_id: string }>(
  "read_unsealed_audit_heads",
  `select tenant_id, number::float8 as number, encode(hash, 'hex') as hash from audit_head h
   where number > 0 and not exists (
     select from audit_seal s where s.tenant_id = h.tenant_id and s.number >= h.number)
   order by tenant_id`,
);

/** Two that seal at once write the same. Values: [JSON of rows]. */
export const insertSeals = statement<never>(
  "insert_audit_seals",
  `insert into audit_seal (tenant_id, number, hash, sealed_at, key_id, signature)
   select tenant_id, number, decode(hash, 'hex'), sealed_at, key_id, decode(signature, 'hex')
   from json_to_recordset($1) as s(tenant_id uuid, number bigint, hash text, sealed_at timestamptz, key_id text,
                                   signature text)
   on conflict do nothing`,
);

/** Every chain there is, also of tenants that are gone. */
export const readChainOwners = statement<{ tenant_id: string }>(
  "read_audit_chain_owners",
  "select tenant_id from audit_head union select tenant_id from audit_entry order by 1",
);

/** Once the platform's chain tells of it. Values: [tenant]. */
export const dropChain = statement<never>("drop_audit_chain", "select drop_audit_chain($1)");
