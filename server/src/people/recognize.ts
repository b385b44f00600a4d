// Finds out who is behind a session's cookie: remembered for a few seconds, so that requests cost no query each.

import { createBatcher } from "../kernel/batcher.ts";
import type { Tx } from "../kernel/db.ts";
import type { Caller, Mode, PersonActor, Scope, SignedIn } from "../kernel/route.ts";
import { haltOf, type TenantState } from "../tenancy/index.ts";
import { impersonationScopes, knownScopes, scopesOf } from "./role.ts";
import { type Cookie, idleOf, readCookie, seenEveryMs } from "./session-life.ts";
import { type KnownSignIn, readSignIns, touchSignIns } from "./store/sign-in.ts";
import { hashToken } from "./token.ts";

export type Recognizer = {
  /** Answers at once for a session seen lately; null for none, of whatever reason. */
  recognize(cookies: string): SignedIn | null | Promise<SignedIn | null>;
  /** Sessions that ended or changed, in this process at once. */
  forget(tokenHashes: readonly Buffer[]): void;
};

export type RecognizerDeps = {
  /** Under the engine's role. */
  engine: Tx;
  cookie: Cookie;
  now(): Date;
};

/** A session that was ended somewhere else works so long at most. */
export const rememberMs = 4_000;
/** Refusals are remembered apart, so that a flood of invented cookies pushes no real one out. */
const rememberedMax = 20_000;

type Remembered = { signedIn: SignedIn; until: number };

export function createRecognizer({ engine, cookie, now }: RecognizerDeps): Recognizer {
  const known = new Map<string, Remembered>();
  const refused = new Map<string, number>();
  const lookUp = createBatcher<Buffer, KnownSignIn | null>({
    flushesMax: 1,
    itemsMax: 500,
    flush: (hashes) => readAll(engine, hashes, now()),
  });
  // Counts what was forgotten.
  let forgotten = 0;
  const ask = async (token: string): Promise<SignedIn | null> => {
    const before = forgotten;
    const row = await lookUp.add(hashToken(token));
    const at = now();
    if (row === null || endOf(row) <= at.getTime()) {
      bound(refused).set(token, at.getTime() + rememberMs);
      return null;
    }
    const signedIn = whoIs(row, at);
    // What was read before something was forgotten may be what is to be forgotten.
    if (before === forgotten) {
      bound(known).set(token, { signedIn, until: Math.min(at.getTime() + rememberMs, changeOf(row, at)) });
    }
    return signedIn;
  };
  return {
    recognize: (cookies) => {
      const token = readCookie(cookie, cookies);
      if (token === null) return null;
      const at = now().getTime();
      const remembered = known.get(token);
      if (remembered !== undefined && at < remembered.until) return remembered.signedIn;
      return at < (refused.get(token) ?? 0) ? null : ask(token);
    },
    forget: (tokenHashes) => {
      if (tokenHashes.length === 0) return;
      forgotten += 1;
      const gone = new Set(tokenHashes.map((hash) => hash.toString("hex")));
      for (const token of known.keys()) if (gone.has(hashToken(token).toString("hex"))) known.delete(token);
    },
  };
}

function bound<T>(map: Map<string, T>): Map<string, T> {
  if (map.size >= rememberedMax) map.clear();
  return map;
}

async function readAll(engine: Tx, hashes: readonly Buffer[], now: Date): Promise<(KnownSignIn | null)[]> {
  const rows = await readSignIns(engine, [hashes]);
  const stale = rows.filter(
    (row) => endOf(row) > now.getTime() && now.getTime() - row.seen_at.getTime() >= seenEveryMs,
  );
  if (stale.length > 0) await touchSignIns(engine, [stale.map(({ id }) => id), now]);
  const byHash = new Map(rows.map((row) => [row.token_hash.toString("hex"), row]));
  return hashes.map((hash) => byHash.get(hash.toString("hex")) ?? null);
}

/** In milliseconds since the epoch: by the clock or for being idle, whichever is first. */
function endOf({ ends_at, seen_at, platform, disabled_at }: KnownSignIn): number {
  return disabled_at === null ? Math.min(ends_at.getTime(), seen_at.getTime() + idleOf(platform)) : 0;
}

/** When what it may do changes by itself. */
function changeOf(row: KnownSignIn, now: Date): number {
  const visit = row.impersonation_ends_at?.getTime() ?? Infinity;
  return visit > now.getTime() ? Math.min(visit, row.ends_at.getTime()) : row.ends_at.getTime();
}

function whoIs(row: KnownSignIn, now: Date): SignedIn {
  const visits = isVisiting(row, now);
  const person: PersonActor = {
    kind: "person",
    id: row.person_id,
    sessionId: row.id,
    platform: row.platform,
    provedAt: row.proved_at,
    impersonation: visits ? { reason: row.impersonation_reason ?? "" } : null,
  };
  return { person, callers: callersOf(person, visits ? visitOf(row) : membershipOf(row)) };
}

/** Whether it acts in a tenant's name. */
export function isVisiting(
  row: Pick<KnownSignIn, "impersonates" | "impersonation_ends_at">,
  now: Date,
): boolean {
  return row.impersonates !== null && row.impersonation_ends_at !== null && row.impersonation_ends_at > now;
}

type Place = { tenantId: string; scopes: readonly Scope[]; state: TenantState } | null;

/** Staff that is staff no more has no business there. */
function visitOf({ impersonates, impersonated_state: state, platform }: KnownSignIn): Place {
  if (impersonates === null || state === null || !platform) return null;
  return { tenantId: impersonates, scopes: impersonationScopes, state };
}

function membershipOf({ acts_for, state, role, role_scopes }: KnownSignIn): Place {
  // No state: they are in that tenant no more.
  if (acts_for === null || state === null) return null;
  const scopes = role === null ? knownScopes(role_scopes ?? []) : scopesOf[role];
  return { tenantId: acts_for, scopes, state };
}

function callersOf(person: PersonActor, place: Place): SignedIn["callers"] {
  if (place === null) return null;
  const halted = haltOf(place.state);
  const scopes = new Set(place.scopes);
  const caller = (mode: Mode): Caller => ({
    tenantId: place.tenantId,
    mode,
    actor: person,
    scopes,
    ...(halted === null ? {} : { halted }),
  });
  return { live: caller("live"), test: caller("test") };
}
