// Statements of suppressions: the last word of each address, the later one winning, and whom nothing is sent to.

import type { AliasKind, ConsentPurpose, ConsentState } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import { keyOfWord, type Lane } from "../consent/last-words.ts";

export type WordRow = {
  tenant_id: string;
  id: string;
  /** Hexadecimal. */
  address_hash: string;
  kind: AliasKind;
  phone: string | null;
  purpose: ConsentPurpose;
  lane: Lane;
  reason: string;
  source: string;
  said_at: string;
  state: ConsentState;
};

/** By `keyOfWord`: what is in force of these, held until the transaction ends. */
export async function lockWords(tx: Tx, rows: readonly WordRow[]): Promise<Map<string, ConsentState>> {
  const held = rows.length === 0 ? [] : await lockWordRows(tx, [JSON.stringify(rows)]);
  return new Map(held.map((row) => [keyOfWord(row), row.state]));
}

type HeldWord = Pick<WordRow, "tenant_id" | "address_hash" | "purpose" | "lane" | "state">;

const lockWordRows = freshStatement<HeldWord>(
  `select s.tenant_id, encode(s.address_hash, 'hex') as address_hash, s.purpose, s.lane,
          case when s.lifted_at is null then 'withdrawn' else 'granted' end as state
   from (
     select distinct tenant_id, decode(address_hash, 'hex') as address_hash, purpose, lane
     from json_to_recordset($1) as w(tenant_id uuid, address_hash text, purpose text, lane text)
   ) as w
   join suppression s using (tenant_id, address_hash, purpose, lane)
   order by s.tenant_id, s.address_hash, s.purpose, s.lane for no key update of s`,
);

/** `inserted`: there was no word about it before. */
export type WrittenRow = HeldWord & { phone: string | null; said_at: Date; inserted: boolean };

/**
 * Writes what is later than what is known, and answers what it wrote. In key order, so that two writers of the same
 * people wait for each other instead of deadlocking.
 */
export async function writeWords(tx: Tx, rows: readonly WordRow[]): Promise<WrittenRow[]> {
  return rows.length === 0 ? [] : writeWordRows(tx, [JSON.stringify(rows)]);
}

/** A row that an insert made has never been updated by anybody: it has no `xmax`. */
const writeWordRows = freshStatement<WrittenRow>(
  `with said as (
     insert into suppression as s (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at,
                                   lifted_at)
     select distinct on (tenant_id, address_hash, purpose, lane)
            tenant_id, decode(address_hash, 'hex'), purpose, lane, id, kind, phone, reason, source, said_at,
            case when state = 'granted' then said_at end
     from json_to_recordset($1) as w(
       tenant_id uuid, id uuid, address_hash text, kind text, phone text, purpose text, lane text, reason text,
       source text, said_at timestamptz, state text)
     order by tenant_id, address_hash, purpose, lane, said_at desc, state desc
     on conflict (tenant_id, address_hash, purpose, lane) do update
     set phone = coalesce(excluded.phone, s.phone), reason = excluded.reason, source = excluded.source,
         said_at = excluded.said_at, lifted_at = excluded.lifted_at
     where excluded.said_at > s.said_at
        or (excluded.said_at = s.said_at and excluded.lifted_at is null and s.lifted_at is not null)
     returning s.*, s.xmax = 0 as inserted
   )
   select tenant_id, encode(address_hash, 'hex') as address_hash, purpose, lane, phone, said_at, inserted,
          case when lifted_at is null then 'withdrawn' else 'granted' end as state
   from said`,
);

export type AddressedWord = {
  tenant_id: string;
  contact_id: string;
  address_hash: string;
  kind: AliasKind;
  value: string;
  left: boolean;
  purpose: ConsentPurpose | null;
  lane: Lane | null;
  reason: string | null;
  source: string | null;
  said_at: Date | null;
  state: ConsentState | null;
};

export type ContactKey = { tenant_id: string; id: string };

/** All names of these contacts, each with its last words; a name nothing was said about comes once, without. */
export function readWordsOfContacts(tx: Tx, contacts: readonly ContactKey[]): Promise<AddressedWord[]> {
  return contacts.length === 0 ? Promise.resolve([]) : readWordRows(tx, [JSON.stringify(contacts)]);
}

const readWordRows = freshStatement<AddressedWord>(
  `select a.tenant_id, a.contact_id, encode(a.address_hash, 'hex') as address_hash, a.kind, a.value,
          a.left_at is not null as left, s.purpose, s.lane, s.reason, s.source, s.said_at,
          case when s.said_at is not null then
            case when s.lifted_at is null then 'withdrawn' else 'granted' end end as state
   from (select distinct tenant_id, id from json_to_recordset($1) as c(tenant_id uuid, id uuid)) as c
   join contact_alias a on a.tenant_id = c.tenant_id and a.contact_id = c.id
   left join suppression s on s.tenant_id = a.tenant_id and s.address_hash = a.address_hash`,
);

export type AskedAddress = { index: number; tenant_id: string; address_hash: string };
export type SuppressedRow = { index: number; purpose: ConsentPurpose; reason: string };

/** What is suppressed of these addresses. */
export function readSuppressions(tx: Tx, asked: readonly AskedAddress[]): Promise<SuppressedRow[]> {
  return asked.length === 0 ? Promise.resolve([]) : readSuppressedRows(tx, [JSON.stringify(asked)]);
}

const readSuppressedRows = freshStatement<SuppressedRow>(
  `select a.index, s.purpose, s.reason
   from json_to_recordset($1) as a(index int, tenant_id uuid, address_hash text)
   join suppression s on s.tenant_id = a.tenant_id and s.address_hash = decode(a.address_hash, 'hex')
     and s.lifted_at is null`,
);

export type SuppressionRow = {
  id: string;
  address_hash: string;
  kind: AliasKind;
  phone: string | null;
  purpose: ConsentPurpose;
  lane: Lane;
  reason: string;
  source: string;
  said_at: Date;
};

const columns = `id, encode(address_hash, 'hex') as address_hash, kind, phone, purpose, lane, reason, source, said_at`;

/** By id, the page after one. Values: [tenant, address hash or null, id or null, limit]. */
export const listSuppressions = statement<SuppressionRow>(
  "list_suppressions",
  `select ${columns} from suppression
   where tenant_id = $1 and lifted_at is null and ($2::text is null or address_hash = decode($2, 'hex'))
     and ($3::uuid is null or id < $3)
   order by id desc limit $4`,
);

/** Values: [tenant, id]. */
export const readSuppression = statement<SuppressionRow>(
  "read_suppression",
  `select ${columns} from suppression where tenant_id = $1 and id = $2 and lifted_at is null`,
);

/** The hash stays, and with it the silence. Values: [tenant, hashes]. */
export const forgetPhones = statement<never>(
  "forget_suppressed_phones",
  `with hashes as (select decode(unnest($2::text[]), 'hex') as address_hash),
   events as (
     update consent_event e set phone = null from hashes
     where e.tenant_id = $1 and e.address_hash = hashes.address_hash
   )
   update suppression s set phone = null from hashes
   where s.tenant_id = $1 and s.address_hash = hashes.address_hash`,
);
