// Statements of consent: the append-only record of who said what.

import type { ConsentPurpose, ConsentState } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type ConsentRow = {
  tenant_id: string;
  id: string;
  address_hash: string;
  contact_id: string | null;
  phone: string | null;
  purpose: ConsentPurpose;
  state: ConsentState;
  source: string;
  wording_hash: string | null;
  legal_basis: string | null;
  language: string | null;
  notice_version: string | null;
  actor: string | null;
  proof: string;
  at: string;
};

/** Told twice, it is one event. */
export async function appendConsents(tx: Tx, rows: readonly ConsentRow[]): Promise<void> {
  if (rows.length > 0) await appendRows(tx, [JSON.stringify(rows)]);
}

const appendRows = freshStatement<never>(
  `insert into consent_event (tenant_id, id, address_hash, contact_id, phone, purpose, state, source, wording_hash,
                              legal_basis, language, notice_version, actor, proof, at)
   select tenant_id, id, decode(address_hash, 'hex'), contact_id, phone, purpose, state, source,
          decode(wording_hash, 'hex'), legal_basis, language, notice_version, actor, proof, at
   from json_to_recordset($1) as e(
     tenant_id uuid, id uuid, address_hash text, contact_id uuid, phone text, purpose text, state text, source text,
     wording_hash text, legal_basis text, language text, notice_version text, actor text, proof text,
     at timestamptz)
   order by tenant_id, address_hash, proof, purpose, state
   on conflict do nothing`,
);

export type ConsentEvent = Omit<ConsentRow, "tenant_id" | "address_hash" | "at"> & {
  at: Date;
  recorded_at: Date;
};

/**
 * Newest first. By the person's contact or, also of those without one, by an address. Values: [tenant, contact or
 * null, address hash or null, id or null, limit].
 */
export const listConsents = statement<ConsentEvent>(
  "list_consents",
  `select id, contact_id, phone, purpose, state, source, encode(wording_hash, 'hex') as wording_hash, legal_basis,
          language, notice_version, actor, proof, at, recorded_at
   from consent_event e
   where e.tenant_id = $1 and ($3::text is null or e.address_hash = decode($3, 'hex'))
     and ($2::uuid is null or e.contact_id in (
       select id from contact where tenant_id = $1 and (id = $2 or merged_into = $2)))
     and ($4::uuid is null or e.id < $4)
   order by e.id desc limit $5`,
);
