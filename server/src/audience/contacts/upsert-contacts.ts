// Adds and changes many contacts by their numbers, in a handful of statements however many there are.

import type { Tx } from "../../kernel/db.ts";
import { phoneAlias } from "../address.ts";
import { lockIdentities, readAliases, writeIdentity } from "../store/contact.ts";
import { addMembers } from "../store/list.ts";
import { insertContacts, insertManyContacts, updateContacts } from "../store/upsert.ts";
import type { PeopleDeps } from "./find-contacts.ts";
import { type ContactPlan, planContacts } from "./plan.ts";
import { type Changes, type ContactInput, foldRows, type UpsertRules } from "./upsert-rules.ts";

export type UpsertAsked = {
  tenantId: string;
  /** At most some thousands. A number may be there twice: the rows are taken in their order. */
  rows: readonly ContactInput[];
  rules: UpsertRules;
  /** Asked under the lock with how many will be created; throws when the tenant's plan has no room for them. */
  room?(adding: number): Promise<void>;
};

export type Upserted = {
  contactId: string;
  /** `duplicate`: an earlier row was about the same person, and says what became of them. */
  outcome: "created" | "updated" | "unchanged" | "duplicate";
  /** With what was given, the person would have more attributes than may be: theirs are as they were. */
  attributesRefused: boolean;
};

/**
 * In the order of the rows. The tenant's identities are locked until the transaction ends, so this comes first in one,
 * and that one is short. Nothing is said for anybody: consent and suppressions are as they were, and a new contact has
 * one name, to which all that was said under it applies already.
 */
export async function upsertContacts(
  tx: Tx,
  { tenantId, rows, rules, room }: UpsertAsked,
  deps: PeopleDeps,
): Promise<Upserted[]> {
  if (rows.length === 0) return [];
  await lockIdentities(tx, [[tenantId]]);
  const plan = await planRows(tx, { tenantId, rows, rules }, deps);
  const created = new Set(plan.created.map(({ id }) => id));
  if (created.size > 0) await room?.(created.size);
  const changes = foldRows(rows, plan.contactIds, created, rules);
  const { at, evidence } = rules;
  // Who has a number now that somebody else has left, and who was not seen for a day.
  const numbers = plan.aliases.filter(({ contactId }) => !created.has(contactId));
  const creation = { tenantId, contacts: changes.created, evidence, at };
  await (rows.length > wordedAtOnceMax ? insertManyContacts : insertContacts)(tx, creation, deps.hash);
  await writeIdentity(tx, { ...plan, created: [], aliases: numbers }, deps.hash);
  const updated = await updateContacts(tx, tenantId, changes.updated);
  const contactIds = [...new Set(plan.contactIds)];
  if (rules.listIds.length > 0) await addMembers(tx, [tenantId, rules.listIds, contactIds]);
  return outcomes(plan.contactIds, changes, updated);
}

/** The words that people are found by take longer to write than the people: of many they are written afterwards. */
const wordedAtOnceMax = 200;

async function planRows(
  tx: Tx,
  { tenantId, rows, rules }: UpsertAsked,
  { newId }: PeopleDeps,
): Promise<ContactPlan> {
  const known = await readAliases(
    tx,
    rows.map(({ phone }) => ({ tenantId, ...phoneAlias(phone) })),
  );
  const { at, evidence } = rules;
  const sightings = rows.map(({ phone }) => ({
    tenantId,
    aliases: [phoneAlias(phone)],
    name: null,
    at,
    evidence,
  }));
  return planContacts(known, sightings, newId);
}

function outcomes(
  contactIds: readonly string[],
  changes: Changes,
  updated: readonly { id: string; refused: boolean; changed: boolean }[],
): Upserted[] {
  const created = new Set(changes.created.map(({ id }) => id));
  const changed = new Set(updated.flatMap((row) => (row.changed ? [row.id] : [])));
  const refused = new Set(updated.flatMap((row) => (row.refused ? [row.id] : [])));
  const seen = new Set<string>();
  return contactIds.map((contactId) => {
    const isAgain = seen.has(contactId);
    seen.add(contactId);
    const attributesRefused = refused.has(contactId);
    if (isAgain) return { contactId, outcome: "duplicate", attributesRefused };
    if (created.has(contactId)) return { contactId, outcome: "created", attributesRefused };
    return { contactId, outcome: changed.has(contactId) ? "updated" : "unchanged", attributesRefused };
  });
}
