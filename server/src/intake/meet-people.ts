// Who wrote, and whether they want no more of it: settled before anything else is done with what they wrote.

import type { Tx } from "../kernel/db.ts";
import {
  aliasesOf,
  applyConsent,
  consentIn,
  type ConsentWord,
  findContacts,
  type PeopleDeps,
  phoneAlias,
  type Sighting,
} from "../audience/index.ts";
import { skipWaiting } from "../messaging/index.ts";
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
  const refused = await applyConsent(tx, met.flatMap(wordIn), deps);
  await skipWaiting(tx, [...silenced, ...refused]);
  return met;
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

function wordIn(row: InboundRow): ConsentWord[] {
  const utterance = utteranceIn(row.type, row.body);
  const state = utterance === null ? null : consentIn(utterance);
  const [alias] = sightingOf(row).aliases;
  if (utterance === null || state === null || alias === undefined) return [];
  return [
    {
      tenantId: row.tenant_id,
      alias,
      contactId: row.contact_id,
      purpose: "marketing",
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
    },
  ];
}
