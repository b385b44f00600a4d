// Applies what people said about being written to: kept as evidence, and in force for all names of the person.

import { createHash } from "node:crypto";
import type { ConsentPurpose, ConsentState } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import type { Alias } from "../address.ts";
import type { PeopleDeps } from "../contacts/find-contacts.ts";
import { appendConsents, type ConsentRow } from "../store/consent.ts";
import {
  type AddressedWord,
  type ContactKey,
  lockWords,
  readWordsOfContacts,
  type WordRow,
  writeWords,
  type WrittenRow,
} from "../store/suppression.ts";
import { keyOfWord, type Lane, purposesOf } from "./last-words.ts";
import { type Silenced, silencedIn, wordRow } from "./spread-words.ts";

/** One thing a person said, or was said for them, whichever road it came by. */
export type ConsentWord = {
  tenantId: string;
  /** The name under which it was said. */
  alias: Alias;
  /** Whose it is; null when nobody is known under it. */
  contactId: string | null;
  purpose: ConsentPurpose;
  state: ConsentState;
  at: Date;
  /** What it is held against: where it can be looked up. Told twice under one proof, it was said once. */
  proof: string;
  said: Saying;
};

export type Saying = {
  lane: Lane;
  /** keyword, provider, api, or what the caller calls it. */
  source: string;
  /** For people: why nothing may be sent. */
  reason: string;
  /** The words that were shown or said; only their hash is kept. */
  wording: string | null;
  /** Only for who has said the opposite before: "start" is also how one greets a bot. */
  onlyReturns: boolean;
  /** What makes the word good evidence, as far as it is known. */
  ground?: ConsentGround;
};

export type ConsentGround = {
  /** Why one may write to them: consent, or a ground that needs none. */
  legalBasis: string | null;
  /** Of the notice they were shown. */
  language: string | null;
  noticeVersion: string | null;
  /** Who recorded it: `key_…` or `usr_…`. */
  actor: string | null;
};

/**
 * Answers the numbers to which something waiting may now no longer go: whoever calls has it skipped, in the same
 * transaction. Words may come late and twice.
 */
export async function applyConsent(
  tx: Tx,
  words: readonly ConsentWord[],
  deps: PeopleDeps,
): Promise<Silenced[]> {
  return (await heedConsent(tx, words, deps)).silenced;
}

/** `changed`: the words by which something is another way than before; each change is told once, to one caller. */
export type Heeded = { silenced: Silenced[]; changed: ConsentWord[] };

export async function heedConsent(tx: Tx, words: readonly ConsentWord[], deps: PeopleDeps): Promise<Heeded> {
  if (words.length === 0) return { silenced: [], changed: [] };
  const known = await readWordsOfContacts(tx, words.flatMap(contactIn));
  const told = words.flatMap((word) => (word.said.onlyReturns ? returnOf(word, words, known) : [word]));
  await appendConsents(
    tx,
    told.map((word) => eventOf(word, deps)),
  );
  const rows = told.flatMap((word) => rowsOf(word, known, deps));
  const before = await lockWords(tx, rows);
  const written = await writeWords(tx, rows);
  return { silenced: silencedIn(written), changed: changedIn(told, { before, written }, deps) };
}

function contactIn({ tenantId, contactId }: ConsentWord): ContactKey[] {
  return contactId === null ? [] : [{ tenant_id: tenantId, id: contactId }];
}

/**
 * The word as far as it takes something back, which may have been said in the same batch: who refused everything and
 * returns wants everything. Nothing of who never refused.
 */
function returnOf(
  word: ConsentWord,
  batch: readonly ConsentWord[],
  known: readonly AddressedWord[],
): ConsentWord[] {
  const refused = new Set(
    [...known.filter((row) => row.contact_id === word.contactId), ...batch.filter(isBefore(word))]
      .filter((each) => each.state === "withdrawn" && laneOf(each) === word.said.lane)
      .map(({ purpose }) => purpose),
  );
  if (refused.has("all")) return [{ ...word, purpose: "all" }];
  return refused.has("marketing") ? [{ ...word, purpose: "marketing" }] : [];
}

function isBefore({ tenantId, contactId, at }: ConsentWord): (other: ConsentWord) => boolean {
  return (other) =>
    contactId !== null && other.tenantId === tenantId && other.contactId === contactId && other.at < at;
}

function laneOf(word: AddressedWord | ConsentWord): Lane | null {
  return "said" in word ? word.said.lane : word.lane;
}

type Rewritten = { before: ReadonlyMap<string, ConsentState>; written: readonly WrittenRow[] };

/** By the name it was said under; of several words of one batch about one thing, the one that is in force. */
function changedIn(told: readonly ConsentWord[], rows: Rewritten, { hash }: PeopleDeps): ConsentWord[] {
  const changed = new Map<string, ConsentWord>();
  for (const word of told) {
    const { tenantId, purpose, said } = word;
    const key = keyOfWord({
      tenant_id: tenantId,
      address_hash: hash(tenantId, word.alias),
      purpose,
      lane: said.lane,
    });
    const row = rows.written.find((each) => keyOfWord(each) === key);
    if (row === undefined || row.state !== word.state || row.said_at.getTime() !== word.at.getTime())
      continue;
    // Not there before and not made by us: somebody else has just said it, and tells of it.
    const former = rows.before.get(key) ?? (row.inserted ? null : row.state);
    if (former !== word.state) changed.set(key, word);
  }
  return [...changed.values()];
}

function eventOf(word: ConsentWord, { newId, hash }: PeopleDeps): ConsentRow {
  const { tenantId, alias, contactId, purpose, state, at, proof, said } = word;
  return {
    tenant_id: tenantId,
    id: newId(),
    address_hash: hash(tenantId, alias),
    contact_id: contactId,
    phone: alias.kind === "phone" ? alias.value : null,
    purpose,
    state,
    source: said.source,
    wording_hash: said.wording === null ? null : createHash("sha256").update(said.wording).digest("hex"),
    legal_basis: said.ground?.legalBasis ?? null,
    language: said.ground?.language ?? null,
    notice_version: said.ground?.noticeVersion ?? null,
    actor: said.ground?.actor ?? null,
    proof,
    at: at.toISOString(),
  };
}

/** For the name it was said under, and for every other one that is the person's. */
function rowsOf(word: ConsentWord, known: readonly AddressedWord[], { newId, hash }: PeopleDeps): WordRow[] {
  const { tenantId, alias, contactId, state, at, said } = word;
  const spoken = {
    tenant_id: tenantId,
    address_hash: hash(tenantId, alias),
    kind: alias.kind,
    value: alias.value,
  };
  const others = known.filter((row) => row.contact_id === contactId && !row.left);
  const addresses = new Map([spoken, ...others].map((address) => [address.address_hash, address]));
  return purposesOf(word.purpose, state).flatMap((purpose) =>
    [...addresses.values()].map((address) =>
      wordRow(
        address,
        { purpose, state, lane: said.lane, saidAt: at, reason: said.reason, source: said.source },
        newId(),
      ),
    ),
  );
}
