// Which contact is meant by what was seen of people, and what has to be written so that it stays so: pure rules.

import type { Alias } from "../address.ts";

/** One look at a person: these names are one person's, because one message or one request says so. */
export type Sighting = {
  tenantId: string;
  /** At least one. */
  aliases: readonly Alias[];
  /** As they call themselves; null when it was not told. */
  name: string | null;
  at: Date;
  /** Who says that these belong together: a transport, or the API. */
  evidence: string;
  /** The person has this number from now on, and no longer the one among `aliases`. */
  movedTo?: Alias;
};

export type KnownAlias = Alias & {
  tenantId: string;
  contactId: string;
  seenAt: Date;
  leftAt: Date | null;
  profileName: string | null;
};

export type AliasToWrite = Omit<KnownAlias, "profileName"> & { evidence: string };
export type Named = { tenantId: string; contactId: string; profileName: string };

export type ContactPlan = {
  /** The contact of each sighting, in their order. */
  contactIds: string[];
  created: { tenantId: string; id: string }[];
  /** What two contacts are now known to be: the older id stays. */
  merges: { tenantId: string; loser: string; winner: string }[];
  aliases: AliasToWrite[];
  /** New names for people who are known already, or were created here. */
  names: Named[];
  /** Contacts that are known under more names than before: what was said under one of them counts for all. */
  widened: { tenantId: string; contactId: string }[];
};

/** Whether anything is written by which another process could be contradicted. */
export function changesIdentity({ created, merges, aliases }: ContactPlan): boolean {
  return created.length > 0 || merges.length > 0 || aliases.length > 0;
}

/** `known`: what is stored of all aliases that the sightings name. Sightings of one batch are read in their order. */
export function planContacts(
  known: readonly KnownAlias[],
  sightings: readonly Sighting[],
  newId: () => string,
): ContactPlan {
  const state = stateOf(known);
  const roots = sightings.map((sighting) => see(state, sighting, newId));
  const rooted = [...state.merged].map(([loser, { tenantId }]) => ({
    tenantId,
    loser,
    winner: find(state, loser),
  }));
  return {
    contactIds: roots.map((root) => find(state, root)),
    created: [...state.created].flatMap(([id, tenantId]) =>
      find(state, id) === id ? [{ tenantId, id }] : [],
    ),
    merges: rooted.filter(({ loser }) => !state.created.has(loser)),
    aliases: [...state.aliases.values()].flatMap(({ changed, profileName: _name, ...alias }) =>
      changed ? [{ ...alias, contactId: find(state, alias.contactId) }] : [],
    ),
    names: namesIn(state, sightings, roots),
    widened: [...new Map([...state.widened].map(([id, tenantId]) => [find(state, id), tenantId]))].map(
      ([contactId, tenantId]) => ({ tenantId, contactId }),
    ),
  };
}

type StateAlias = KnownAlias & { changed: boolean; evidence: string };

type State = {
  aliases: Map<string, StateAlias>;
  /** By loser. */
  merged: Map<string, { tenantId: string; winner: string }>;
  created: Map<string, string>;
  widened: Map<string, string>;
};

function stateOf(known: readonly KnownAlias[]): State {
  const aliases = known.map((alias): [string, StateAlias] => [
    keyOf(alias.tenantId, alias),
    { ...alias, changed: false, evidence: "" },
  ]);
  return { aliases: new Map(aliases), merged: new Map(), created: new Map(), widened: new Map() };
}

function keyOf(tenantId: string, { kind, scope, value }: Alias): string {
  return `${tenantId} ${kind} ${scope} ${value}`;
}

function find({ merged }: State, id: string): string {
  let root = id;
  for (let next = merged.get(root); next !== undefined; next = merged.get(root)) root = next.winner;
  return root;
}

/** Answers the contact, which a later sighting may merge. */
function see(state: State, sighting: Sighting, newId: () => string): string {
  const { tenantId, aliases, movedTo } = sighting;
  const named = movedTo === undefined ? aliases : [...aliases, movedTo];
  const owners = named.flatMap((alias) => ownerOf(state, sighting, alias));
  const root = unite(state, tenantId, [...new Set(owners)]) ?? create(state, tenantId, newId());
  for (const alias of named) give(state, sighting, alias, root);
  if (movedTo !== undefined) {
    for (const alias of aliases) leave(state, sighting, alias, movedTo);
  }
  return root;
}

/** A number that was left is its new owner's from then on; what was written from it before is not. */
function ownerOf(state: State, { tenantId, at }: Sighting, alias: Alias): string[] {
  const known = state.aliases.get(keyOf(tenantId, alias));
  if (known === undefined || (known.leftAt !== null && at > known.leftAt)) return [];
  return [find(state, known.contactId)];
}

/** Ids are in the order of their creation. */
function unite(state: State, tenantId: string, contacts: readonly string[]): string | null {
  const [winner, ...losers] = contacts.toSorted();
  for (const loser of losers) {
    if (winner !== undefined) state.merged.set(loser, { tenantId, winner });
  }
  if (winner !== undefined && losers.length > 0) state.widened.set(winner, tenantId);
  return winner ?? null;
}

function create(state: State, tenantId: string, id: string): string {
  state.created.set(id, tenantId);
  return id;
}

/** A name that was seen lately is not written again for each message. */
const freshMs = 24 * 3_600_000;

function give(state: State, sighting: Sighting, alias: Alias, contactId: string): void {
  const { tenantId, at, evidence } = sighting;
  const key = keyOf(tenantId, alias);
  const known = state.aliases.get(key);
  const isFree = known === undefined || (known.leftAt !== null && at > known.leftAt);
  if (!isFree && at.getTime() - known.seenAt.getTime() < freshMs) return;
  const { kind, scope, value } = alias;
  const seenAt = known !== undefined && known.seenAt > at ? known.seenAt : at;
  const kept = isFree ? { contactId, leftAt: null } : known;
  state.aliases.set(key, {
    tenantId,
    kind,
    scope,
    value,
    contactId: kept.contactId,
    leftAt: kept.leftAt,
    seenAt,
    profileName: known?.profileName ?? null,
    changed: true,
    evidence,
  });
  if (isFree) state.widened.set(contactId, tenantId);
}

/** Of the kind that the person has another one of now. */
function leave(state: State, { tenantId, at }: Sighting, alias: Alias, movedTo: Alias): void {
  const key = keyOf(tenantId, alias);
  const known = state.aliases.get(key);
  const isLeft = alias.kind === movedTo.kind && key !== keyOf(tenantId, movedTo);
  if (known === undefined || !isLeft || known.leftAt !== null) return;
  state.aliases.set(key, { ...known, leftAt: at, changed: true });
}

/** The last name of each, where it is another than before. */
function namesIn(state: State, sightings: readonly Sighting[], roots: readonly string[]): Named[] {
  const names = new Map<string, Named & { before: string | null }>();
  sightings.forEach(({ tenantId, name, aliases }, index) => {
    const contactId = find(state, roots[index] ?? "");
    if (name === null) return;
    const known = aliases.map((alias) => state.aliases.get(keyOf(tenantId, alias))?.profileName ?? null);
    const before = known.find((each) => each !== null) ?? null;
    names.set(contactId, { tenantId, contactId, profileName: name, before });
  });
  return [...names.values()].flatMap(({ before, ...named }) => (before === named.profileName ? [] : [named]));
}
