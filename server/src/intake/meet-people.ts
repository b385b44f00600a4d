// Who wrote, and whether they want no more of it: settled before anything else is done with what they wrote.

import type { Tx } from "../kernel/db.ts";
import {
  aliasesOf,
  consentIn,
  type ConsentWord,
  findContacts,
  heedConsent,
  type Hearing,
  type PeopleDeps,
  phoneAlias,
  readHearings,
  type Sighting,
  usualHearing,
} from "../audience/index.ts";
import { confirmConsents, skipWaiting } from "../messaging/index.ts";
import { type ChangedWord, confirmationsOf } from "./confirm-words.ts";
import { readErasedInbound } from "./personal-data-store.ts";
import { utteranceIn } from "./received/utterance.ts";
import { fieldsOf } from "./received/values.ts";
import type { InboundRow } from "./store.ts";

/**
 * The rows with their contacts. The caller gives it a transaction of its own and commits it first: a refusal is then
 * in force whatever becomes of the rest of the round, and its locks (the tenant's contacts, then messages, then their
 * entries) are never taken by somebody who holds others already.
 */
export async function meetPeople(
  tx: Tx,
  rows: readonly InboundRow[],
  deps: PeopleDeps,
): Promise<InboundRow[]> {
  const ordered = (await withoutErased(tx, rows)).toSorted((a, b) => a.at.localeCompare(b.at));
  const { contactIds, silenced } = await findContacts(tx, ordered.map(sightingOf), deps);
  const met = ordered.map((row, index) => ({ ...row, contact_id: contactIds[index] ?? null }));
  const hearings = await readHearings(tx, [...new Set(met.map(({ tenant_id }) => tenant_id))]);
  const heard = met.flatMap((row) => wordIn(row, hearings.get(row.tenant_id) ?? usualHearing));
  const heeded = await heedConsent(
    tx,
    heard.map(({ word }) => word),
    deps,
  );
  await skipWaiting(tx, [...silenced, ...heeded.silenced]);
  const changed = changesAmong(heard, heeded.changed);
  await confirmConsents(tx, confirmationsOf(changed, hearings, deps.newId));
  return met;
}

/** A return may have become a return to more than was said; its proof is the same. */
function changesAmong(heard: readonly ChangedWord[], changed: readonly ConsentWord[]): ChangedWord[] {
  const byProof = new Map(changed.map((word) => [`${word.tenantId} ${word.proof}`, word]));
  return heard.flatMap((each) => {
    const word = byProof.get(`${each.word.tenantId} ${each.word.proof}`);
    return word === undefined ? [] : [{ ...each, word }];
  });
}

/** What was erased and is told once more, as providers do for a week, was said and is not heard again. */
async function withoutErased(tx: Tx, rows: readonly InboundRow[]): Promise<InboundRow[]> {
  const erased = await readErasedInbound(tx, [
    rows.map(({ tenant_id }) => tenant_id),
    rows.map(({ sender_id }) => sender_id),
    rows.map(({ provider_message_id }) => provider_message_id),
  ]);
  const places = new Set(erased.map(({ place }) => place - 1));
  return rows.filter((_, place) => !places.has(place));
}

function sightingOf(row: InboundRow): Sighting {
  const { sender_phone: phone, sender_lid: lid, sender_user_id: userId, account } = row;
  const movedTo = newNumberIn(row);
  return {
    tenantId: row.tenant_id,
    aliases: aliasesOf({ phone, lid, userId, account }),
    name: row.name,
    at: new Date(row.at),
    evidence: "message",
    ...(movedTo === null ? {} : { movedTo: phoneAlias(movedTo) }),
  };
}

/** A system message: the person has taken their account along to another number. */
function newNumberIn({ type, body }: InboundRow): string | null {
  if (type !== "system") return null;
  const { type: kind, phone } = fieldsOf(body["system"]);
  return kind === "user_changed_number" && typeof phone === "string" ? phone : null;
}

function wordIn(row: InboundRow, { words }: Hearing): ChangedWord[] {
  const utterance = utteranceIn(row.type, row.body);
  const heard = utterance === null ? null : consentIn(utterance, words);
  const [alias] = sightingOf(row).aliases;
  if (utterance === null || heard === null || alias === undefined) return [];
  const { state, purpose, languages } = heard;
  const word: ConsentWord = {
    tenantId: row.tenant_id,
    alias,
    contactId: row.contact_id,
    purpose,
    state,
    at: new Date(row.at),
    proof: `message ${row.sender_id} ${row.provider_message_id}`,
    said: {
      lane: "own",
      source: "keyword",
      reason: "opted_out",
      wording: utterance.text,
      onlyReturns: state === "granted",
    },
  };
  return [{ word, languages, row }];
}
