// What was said under one name of a person counts for all of them: spreads last words over a contact's names.

import type { ConsentPurpose } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import {
  type AddressedWord,
  readWordsOfContacts,
  type WordRow,
  writeWords,
  type WrittenRow,
} from "../store/suppression.ts";
import { isLater, type LastWord } from "./last-words.ts";

/** A number to which nothing of this purpose is sent any more; what waits for it is to be skipped. */
export type Silenced = { tenant_id: string; recipient: string; purpose: ConsentPurpose };

export async function spreadWords(
  tx: Tx,
  contacts: readonly { tenantId: string; contactId: string }[],
  deps: { newId(): string },
): Promise<Silenced[]> {
  const keys = contacts.map(({ tenantId, contactId }) => ({ tenant_id: tenantId, id: contactId }));
  const known = await readWordsOfContacts(tx, keys);
  return silencedIn(await writeWords(tx, wordsToSpread(known, deps.newId)));
}

export function silencedIn(rows: readonly WrittenRow[]): Silenced[] {
  return rows.flatMap(({ tenant_id, phone, purpose, state }) =>
    phone === null || state === "granted" ? [] : [{ tenant_id, recipient: phone, purpose }],
  );
}

/** Pure. A name that the person has left gives its words, and takes none. */
export function wordsToSpread(known: readonly AddressedWord[], newId: () => string): WordRow[] {
  return [...byContact(known).values()].flatMap((rows) => {
    const words = latestWords(rows);
    const addresses = new Map(rows.filter(({ left }) => !left).map((row) => [row.address_hash, row]));
    return [...addresses.values()].flatMap((address) => words.map((word) => wordRow(address, word, newId())));
  });
}

function byContact(known: readonly AddressedWord[]): Map<string, AddressedWord[]> {
  const contacts = new Map<string, AddressedWord[]>();
  for (const row of known) {
    const rows = contacts.get(row.contact_id);
    if (rows === undefined) contacts.set(row.contact_id, [row]);
    else rows.push(row);
  }
  return contacts;
}

function latestWords(rows: readonly AddressedWord[]): LastWord[] {
  const latest = new Map<string, LastWord>();
  for (const { purpose, lane, state, said_at: saidAt, reason, source } of rows) {
    if (purpose === null || lane === null || state === null || saidAt === null) continue;
    const word = { purpose, lane, state, saidAt, reason: reason ?? "", source: source ?? "" };
    const known = latest.get(`${purpose} ${lane}`);
    if (known === undefined || isLater(word, known)) latest.set(`${purpose} ${lane}`, word);
  }
  return [...latest.values()];
}

type Address = Pick<AddressedWord, "tenant_id" | "address_hash" | "kind"> & { value: string | null };

export function wordRow(address: Address, word: LastWord, id: string): WordRow {
  const { purpose, lane, state, saidAt, reason, source } = word;
  return {
    tenant_id: address.tenant_id,
    id,
    address_hash: address.address_hash,
    kind: address.kind,
    phone: address.kind === "phone" ? address.value : null,
    purpose,
    lane,
    state,
    reason,
    source,
    said_at: saidAt.toISOString(),
  };
}
