// Finds every name of a person: by what was asked, by the contacts these names belong to, or by hashes alone.

import {
  type AddressHash,
  type Alias,
  phoneAlias,
  readMerged,
  readNames,
  readPhonesByHash,
} from "../../audience/index.ts";
import type { Tx } from "../../kernel/db.ts";
import { readRecipients } from "../../messaging/index.ts";
import type { Subject } from "./subject.ts";

export type Identifying = { tenantId: string; hash: AddressHash };

/** Names lead to contacts and those to names, until there are no others. */
export async function identify(tx: Tx, who: Identifying, subject: Subject): Promise<Subject> {
  const { tenantId, hash } = who;
  const hashes = subject.names.map((name) => hash(tenantId, name));
  const values = subject.names.map(({ value }) => value);
  const rows = await readNames(tx, [tenantId, subject.contactIds, hashes, values]);
  const contacts = await readMerged(tx, [
    tenantId,
    [...new Set([...subject.contactIds, ...rows.map(({ contact_id }) => contact_id)])],
  ]);
  const found: Subject = {
    names: distinct([...subject.names, ...rows.map(({ kind, scope, value }) => ({ kind, scope, value }))]),
    contactIds: [...new Set([...subject.contactIds, ...contacts.map(({ id }) => id)])].toSorted(),
  };
  const isWhole =
    found.names.length === subject.names.length && found.contactIds.length === subject.contactIds.length;
  return isWhole ? found : identify(tx, who, found);
}

/**
 * After a restore only hashes tell who was erased. Whoever wrote has a contact; numbers that were only written to are
 * hashed one by one, a million in some seconds.
 */
export async function identifyByHashes(
  tx: Tx,
  { tenantId, hash }: Identifying,
  hashes: readonly string[],
): Promise<Subject> {
  const rows = await readNames(tx, [tenantId, [], hashes, []]);
  const phones = await readPhonesByHash(tx, [tenantId, hashes]);
  const names: Alias[] = [
    ...rows.map(({ kind, scope, value }) => ({ kind, scope, value })),
    ...phones.map(({ phone }) => phoneAlias(phone)),
  ];
  const wanted = new Set(hashes);
  for await (const phone of recipientsOf(tx, tenantId)) {
    if (wanted.has(hash(tenantId, phoneAlias(phone)))) names.push(phoneAlias(phone));
  }
  const contactIds = [...new Set(rows.map(({ contact_id }) => contact_id))];
  return identify(tx, { tenantId, hash }, { names: distinct(names), contactIds });
}

const pageRows = 5_000;

async function* recipientsOf(tx: Tx, tenantId: string): AsyncGenerator<string> {
  for (let after: string | null = null; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const rows: { recipient: string }[] = await readRecipients(tx, [tenantId, after, pageRows]);
    for (const { recipient } of rows) yield recipient;
    after = rows.at(-1)?.recipient ?? null;
    if (rows.length < pageRows) return;
  }
}

function distinct(names: readonly Alias[]): Alias[] {
  return [...new Map(names.map((name) => [`${name.kind} ${name.scope} ${name.value}`, name])).values()];
}
