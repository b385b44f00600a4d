// Makes, changes and replaces API keys on behalf of somebody who may not give more than they have.

import type { CreateApiKey, UpdateApiKey } from "@waypost/contract";
import type { Vault } from "../../kernel/crypto.ts";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { type Caller, type Mode, nameActor, type Scope } from "../../kernel/route.ts";
import { createKey } from "../create-key.ts";
import { type Network, readNetwork } from "../networks.ts";
import { settingsOf } from "../settings.ts";
import { endKey, type KeyRow, readKey, readKeyForUpdate, updateKey } from "../store/key.ts";
import { readTenantById } from "../store/tenant.ts";
import { readEnd, readNetworks, readScopes } from "./read-wanted.ts";
import { beyondMaker, modesInReach, stateOfKey } from "./rights.ts";

export type KeyDeps = { vault: Pick<Vault, "derive">; newId(): string; now(): Date };

/** `text` is the key itself, which nobody can show again. */
export type MadeKey = { row: KeyRow; text: string };

export async function makeKey(deps: KeyDeps, tx: Tx, caller: Caller, wanted: CreateApiKey): Promise<MadeKey> {
  const now = deps.now();
  const scopes = readScopes(wanted.scopes);
  const bound = await networksOfMaker(tx, caller);
  // Who does not say gets the networks of the key they use, and not the world.
  const networks = wanted.allowed_networks === undefined ? bound : readNetworks(wanted.allowed_networks);
  requirePower(caller, bound, { mode: wanted.mode, scopes, networks });
  const { key_lifetime_days: days } = await settingsIn(tx, caller.tenantId);
  return createKey(tx, deps.vault, deps.newId(), {
    tenantId: caller.tenantId,
    name: wanted.name,
    mode: wanted.mode,
    scopes,
    expiresAt: wanted.expires_at === undefined ? later(now, days * dayMs) : readEnd(wanted.expires_at, now),
    allowedNetworks: networks,
    requestsPerSecond: wanted.requests_per_second ?? null,
    createdBy: nameActor(caller.actor),
  });
}

export async function changeKey(
  deps: KeyDeps,
  tx: Tx,
  caller: Caller,
  { id, wanted }: { id: string; wanted: UpdateApiKey },
): Promise<KeyRow> {
  const row = await requireActive(deps, tx, caller, id);
  const bound = await networksOfMaker(tx, caller);
  const { name, expires_at: end, requests_per_second: perSecond } = wanted;
  const networks = wanted.allowed_networks;
  const changed = {
    scopes: wanted.scopes === undefined ? row.scopes : readScopes(wanted.scopes),
    networks: networks === undefined ? row.allowed_networks : networks && readNetworks(networks),
  };
  // A key that may do more than they is not theirs to weaken, either: it would be to take it over.
  requirePower(caller, bound, { mode: row.mode, scopes: row.scopes, networks: row.allowed_networks });
  requirePower(caller, bound, { mode: row.mode, ...changed });
  const [after] = await updateKey(tx, [
    caller.tenantId,
    id,
    name ?? row.name,
    changed.scopes,
    changed.networks,
    perSecond === undefined ? row.requests_per_second : perSecond,
    end === undefined ? row.expires_at : readEnd(end, deps.now()),
  ]);
  if (after === undefined) throw new Error("a locked key is there");
  return after;
}

/** The former key works on for some hours, so that nobody has to change it everywhere in one moment. */
export async function rotateKey(
  deps: KeyDeps,
  tx: Tx,
  caller: Caller,
  { id, overlapHours }: { id: string; overlapHours: number | undefined },
): Promise<MadeKey> {
  const row = await requireActive(deps, tx, caller, id);
  const bound = await networksOfMaker(tx, caller);
  const { mode, allowed_networks: networks } = row;
  requirePower(caller, bound, { mode, scopes: row.scopes, networks });
  const settings = await settingsIn(tx, caller.tenantId);
  const now = deps.now();
  const made = await createKey(tx, deps.vault, deps.newId(), {
    tenantId: caller.tenantId,
    name: row.name,
    mode,
    // Its maker has every one of them, so each is a scope there is.
    scopes: row.scopes as Scope[],
    expiresAt: later(now, lifetimeOf(row) ?? settings.key_lifetime_days * dayMs),
    allowedNetworks: networks,
    requestsPerSecond: row.requests_per_second,
    createdBy: nameActor(caller.actor),
    rotatedFrom: row.id,
  });
  await endKey(tx, [caller.tenantId, id, later(now, (overlapHours ?? settings.key_overlap_hours) * hourMs)]);
  return made;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

function lifetimeOf({ created_at, expires_at }: KeyRow): number | null {
  return expires_at === null ? null : expires_at.getTime() - created_at.getTime();
}

async function requireActive({ now }: KeyDeps, tx: Tx, caller: Caller, id: string): Promise<KeyRow> {
  const [row] = await readKeyForUpdate(tx, [caller.tenantId, modesInReach(caller), id]);
  if (row === undefined) throw keyNotFound();
  const state = stateOfKey(row, now());
  if (state !== "active") throw new AppError("api_key_inactive", `The key is ${state}.`);
  return row;
}

export function keyNotFound(): AppError {
  return new AppError("not_found", "There is no such key.");
}

/** Where the key that asks may be used from; null for a person, and for a key that may be used from anywhere. */
async function networksOfMaker(tx: Tx, { tenantId, actor }: Caller): Promise<string[] | null> {
  if (actor.kind !== "key") return null;
  const [own] = await readKey(tx, [tenantId, ["live", "test"], actor.id]);
  return own?.allowed_networks ?? null;
}

type Wanted = { mode: Mode; scopes: readonly string[]; networks: readonly string[] | null };

function requirePower(caller: Caller, bound: readonly string[] | null, wanted: Wanted): void {
  const why = beyondMaker(
    { mode: caller.mode, scopes: caller.scopes, networks: blocksOf(bound) },
    { ...wanted, networks: blocksOf(wanted.networks) },
  );
  if (why !== null) throw new AppError("key_beyond_caller", why);
}

function blocksOf(texts: readonly string[] | null): Network[] | null {
  return texts?.map(readNetwork).filter((network) => network !== null) ?? null;
}

async function settingsIn(tx: Tx, tenantId: string): Promise<ReturnType<typeof settingsOf>> {
  const [tenant] = await readTenantById(tx, [tenantId]);
  return settingsOf(tenant?.settings ?? {});
}
