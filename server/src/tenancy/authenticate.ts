// Finds out who asks: the caller behind an Authorization header, remembered for a few seconds.

import { timingSafeEqual } from "node:crypto";
import { createBatcher } from "../kernel/batcher.ts";
import type { Database } from "../kernel/db.ts";
import { type Caller, type Scope, scopes } from "../kernel/route.ts";
import { hashKey, type PresentedKey, readKey } from "./api-key.ts";
import { type KeyRow, readKeysById } from "./store.ts";

/**
 * Answers at once for a key seen lately, with a promise otherwise. Null is the one refusal there is:
 * whether a key is missing, malformed, unknown, revoked or expired is nobody's business who does not have
 * it.
 */
export type Authenticate = (header: string | undefined) => Caller | null | Promise<Caller | null>;

export type AuthenticateDeps = {
  /** Under the engine's role: a request names its key, and the key names the tenant. */
  engine: Database;
  pepper: Buffer;
  /** Milliseconds since the epoch. */
  now(): number;
};

/** A revoked key works this long at most, in every process. */
export const rememberMs = 4_000;
/** Refusals are remembered apart, so that a flood of invented keys pushes no real one out. */
const rememberedMax = 20_000;

export function createAuthenticate({ engine, pepper, now }: AuthenticateDeps): Authenticate {
  // One look-up at a time takes all that wait: however many keys are invented, the database sees one small
  // query.
  const lookUp = createBatcher<PresentedKey, KeyRow | null>({
    flushesMax: 1,
    itemsMax: 500,
    flush: (keys) => readAll(engine, keys),
  });
  const known = new Map<string, Remembered>();
  const refused = new Map<string, number>();

  const remember = (header: string, row: KeyRow | null): Remembered | null => {
    if (row === null) {
      bound(refused);
      refused.set(header, now() + rememberMs);
      return null;
    }
    bound(known);
    const remembered = {
      caller: callerOf(row),
      expiresAt: row.expires_at?.getTime() ?? Infinity,
      until: now() + rememberMs,
    };
    known.set(header, remembered);
    return remembered;
  };
  const ask = async (key: PresentedKey, header: string): Promise<Caller | null> => {
    const row = await lookUp.add(key);
    const genuine = row !== null && timingSafeEqual(row.secret_hash, hashKey(pepper, key.text));
    return current(remember(header, genuine ? row : null), now());
  };

  return (header) => {
    if (header === undefined) return null;
    const at = now();
    // By the whole header, before it is taken apart: most requests bring one that was seen a moment ago. A
    // map compares only what hashes alike under a seed of this process, so the time it takes says nothing
    // about another key.
    const remembered = known.get(header);
    if (remembered !== undefined && at < remembered.until) return current(remembered, at);
    const key = readKey(header);
    if (key === null || at < (refused.get(header) ?? 0)) return null;
    return ask(key, header);
  };
}

type Remembered = { caller: Caller; expiresAt: number; until: number };

function current(remembered: Remembered | null, now: number): Caller | null {
  return remembered !== null && now < remembered.expiresAt ? remembered.caller : null;
}

function bound(map: Map<string, unknown>): void {
  if (map.size >= rememberedMax) map.clear();
}

async function readAll(engine: Database, keys: readonly PresentedKey[]): Promise<(KeyRow | null)[]> {
  const rows = await readKeysById(engine, [keys.map((key) => key.id)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => byId.get(key.id) ?? null);
}

function callerOf(row: KeyRow): Caller {
  // A scope this release does not know may stand in a row written by a newer one.
  const held = row.scopes.filter((scope): scope is Scope => (scopes as readonly string[]).includes(scope));
  const { tenant_id: tenantId, mode, id } = row;
  return { tenantId, mode, actor: { kind: "key", id }, scopes: new Set(held) };
}
