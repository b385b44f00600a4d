// Finds the contacts of people who were seen, and creates, joins and moves them as the evidence says.

import type { Tx } from "../../kernel/db.ts";
import type { AddressHash } from "../address.ts";
import { spreadWords, type Silenced } from "../consent/spread-words.ts";
import {
  lockIdentities,
  readAliases,
  type SoughtAlias,
  writeIdentity,
  writeNames,
} from "../store/contact.ts";
import { changesIdentity, type ContactPlan, planContacts, type Sighting } from "./plan.ts";

export type PeopleDeps = { newId(): string; hash: AddressHash };

export type FoundContacts = {
  /** In the order of the sightings. */
  contactIds: string[];
  /** Numbers that are suppressed since they turned out to be of somebody who wants nothing. */
  silenced: Silenced[];
};

/**
 * Nearly everybody is known already, which is seen without a lock. Otherwise the tenants are locked until the
 * transaction ends, and what is known is read again: so this comes first in a transaction, and that one is short.
 */
export async function findContacts(
  tx: Tx,
  sightings: readonly Sighting[],
  deps: PeopleDeps,
): Promise<FoundContacts> {
  if (sightings.length === 0) return { contactIds: [], silenced: [] };
  const sought = sightings.flatMap(soughtIn);
  const seen = planContacts(await readAliases(tx, sought), sightings, deps.newId);
  if (!changesIdentity(seen)) {
    await writeNames(tx, seen.names);
    return { contactIds: seen.contactIds, silenced: [] };
  }
  await lockIdentities(tx, [sightings.map(({ tenantId }) => tenantId)]);
  const plan: ContactPlan = planContacts(await readAliases(tx, sought), sightings, deps.newId);
  await writeIdentity(tx, plan, deps.hash);
  await writeNames(tx, plan.names);
  return { contactIds: plan.contactIds, silenced: await spreadWords(tx, plan.widened, deps) };
}

function soughtIn({ tenantId, aliases, movedTo }: Sighting): SoughtAlias[] {
  return [...aliases, ...(movedTo === undefined ? [] : [movedTo])].map(({ kind, scope, value }) => ({
    tenantId,
    kind,
    scope,
    value,
  }));
}
