// Records, for the people of a batch, the evidence that came with their file; never over a refusal.

import type { Tx } from "../../../kernel/db.ts";
import { purposesOf } from "../../consent/last-words.ts";
import { wordRow } from "../../consent/spread-words.ts";
import { phoneAlias } from "../../address.ts";
import { appendConsents } from "../../store/consent.ts";
import {
  type AddressedWord,
  readWordsOfContacts,
  type WordRow,
  writeWords,
} from "../../store/suppression.ts";
import type { Evidence } from "../settings.ts";
import type { Job } from "./job.ts";

export type Person = { phone: string; contactId: string };

/** For how many it was recorded, and the words that nobody had said about them before. */
export type Recorded = { count: number; words: string[] };

/**
 * Who has refused is left out altogether: a file says what people agreed to some time, and not that they came
 * back. Who has agreed already keeps that word, so that undoing this import takes nothing of it.
 */
export async function recordEvidence(
  tx: Tx,
  { deps, row }: Job,
  people: readonly Person[],
): Promise<Recorded> {
  const { evidence } = row.settings;
  if (evidence === null || people.length === 0) return { count: 0, words: [] };
  const { tenant_id } = row;
  const each = new Map(people.map((person) => [person.contactId, person]));
  const known = await readWordsOfContacts(
    tx,
    [...each.keys()].map((id) => ({ tenant_id, id })),
  );
  const refused = new Set(known.filter(isRefusal).map(({ contact_id }) => contact_id));
  const agreed = [...each.values()].filter(({ contactId }) => !refused.has(contactId));
  await appendConsents(
    tx,
    agreed.map((person) => eventOf(person, evidence, { deps, row })),
  );
  const words = wordsOf(known, refused, evidence, deps.people.newId);
  for (let at = 0; at < words.length; at += atOnce) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await writeWords(tx, words.slice(at, at + atOnce));
  }
  return { count: agreed.length, words: words.map(({ id }) => id) };
}

/** Each word is told as an event, for which its person is looked up: a statement stays far below its patience. */
const atOnce = 250;

function isRefusal({ lane, state }: AddressedWord): boolean {
  return lane === "own" && state === "withdrawn";
}

function eventOf(
  { phone, contactId }: Person,
  evidence: Evidence,
  { deps, row }: Pick<Job, "deps" | "row">,
): Parameters<typeof appendConsents>[1][number] {
  return {
    tenant_id: row.tenant_id,
    id: deps.people.newId(),
    address_hash: deps.people.hash(row.tenant_id, phoneAlias(phone)),
    contact_id: contactId,
    phone,
    purpose: evidence.purpose,
    state: "granted",
    source: evidence.source,
    wording_hash: evidence.wordingHash,
    legal_basis: evidence.legal_basis ?? "consent",
    language: null,
    notice_version: null,
    actor: row.actor,
    proof: evidence.proof,
    at: evidence.at,
  };
}

/** For every name of theirs under which nothing was said about the purpose. */
function wordsOf(
  known: readonly AddressedWord[],
  refused: ReadonlySet<string>,
  { purpose, source, at }: Evidence,
  newId: () => string,
): WordRow[] {
  const open = known.filter(({ left, contact_id }) => !left && !refused.has(contact_id));
  const addresses = new Map(open.map((row) => [row.address_hash, row]));
  const said = new Set(
    open.flatMap((row) => (row.lane === "own" ? [`${row.address_hash} ${row.purpose}`] : [])),
  );
  const saidAt = new Date(at);
  return [...addresses.values()].flatMap((address) =>
    purposesOf(purpose, "granted")
      .filter((each) => !said.has(`${address.address_hash} ${each}`))
      .map((each) => {
        const word = {
          purpose: each,
          lane: "own",
          state: "granted",
          saidAt,
          reason: "imported",
          source,
        } as const;
        return wordRow(address, word, newId());
      }),
  );
}
