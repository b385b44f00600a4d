// Finds out who asks: the caller behind an Authorization header, remembered for a few seconds.

import { createBatcher } from "../kernel/batcher.ts";
import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { type Caller, type Scope, scopes } from "../kernel/route.ts";
import { hashKey, matchKey, pepperVersion, type PresentedKey, readKey } from "./api-key.ts";
import type { KeyUses } from "./key-uses.ts";
import { isWithin, type Network, readNetwork } from "./networks.ts";
import { type PresentedRow, readKeysById } from "./store/key.ts";
import { haltOf } from "./tenant-life.ts";

/**
 * Answers at once for a key seen lately, with a promise otherwise. Null is the one refusal there is: whether a key is
 * missing, malformed, unknown, revoked, expired or used from the wrong place is nobody's business who does not have it.
 * `ip` is asked for when a key may be used from some networks only, and now and then for what lists of keys tell.
 */
export type Authenticate = (
  header: string | undefined,
  ip?: () => string,
) => Caller | null | Promise<Caller | null>;

export type AuthenticateDeps = {
  /** Under the engine's role: a request names its key, and the key names the tenant. */
  engine: Database;
  vault: Pick<Vault, "deriveAll">;
  /** Milliseconds since the epoch. */
  now(): number;
  uses?: Pick<KeyUses, "note" | "renew">;
};

/** A revoked key works this long at most, in every process; so does one whose tenant is suspended. */
export const rememberMs = 4_000;
/** Refusals are remembered apart, so that a flood of invented keys pushes no real one out. */
const rememberedMax = 20_000;

export function createAuthenticate({ engine, vault, now, uses }: AuthenticateDeps): Authenticate {
  // One look-up at a time takes all that wait: however many keys are invented, the database sees one small
  // query.
  const lookUp = createBatcher<PresentedKey, PresentedRow | null>({
    flushesMax: 1,
    itemsMax: 500,
    flush: (keys) => readAll(engine, keys),
  });
  const known = new Map<string, Remembered>();
  const refused = new Map<string, number>();

  const remember = (header: string, row: PresentedRow | null): Remembered | null => {
    if (row === null) {
      bound(refused);
      refused.set(header, now() + rememberMs);
      return null;
    }
    bound(known);
    const remembered = rememberedOf(row, now() + rememberMs);
    known.set(header, remembered);
    return remembered;
  };
  const ask = async (key: PresentedKey, header: string): Promise<Remembered | null> => {
    const row = await lookUp.add(key);
    const peppers = vault.deriveAll("api_key_pepper");
    const match = matchKey(peppers, key.text, row?.secret_hash ?? null);
    if (row !== null && match !== null) renew(uses, row, key, peppers);
    return remember(header, match === null ? null : row);
  };
  const use = (remembered: Remembered | null, at: number, ip?: () => string): Caller | null => {
    if (remembered === null || !isAllowed(remembered, at, ip)) return null;
    uses?.note(remembered, at, ip);
    return remembered.caller;
  };

  return (header, ip) => {
    if (header === undefined) return null;
    const at = now();
    // By the whole header, before it is taken apart: most requests bring one that was seen a moment ago. A
    // map compares only what hashes alike under a seed of this process, so the time it takes says nothing
    // about another key.
    const remembered = known.get(header);
    if (remembered !== undefined && at < remembered.until) return use(remembered, at, ip);
    const key = readKey(header);
    if (key === null || at < (refused.get(header) ?? 0)) return null;
    return ask(key, header).then((found) => use(found, now(), ip));
  };
}

type Remembered = {
  caller: Caller;
  id: string;
  tenantId: string;
  expiresAt: number;
  /** Null for anywhere. */
  networks: readonly Network[] | null;
  until: number;
};

function rememberedOf(row: PresentedRow, until: number): Remembered {
  const { id, tenant_id: tenantId, allowed_networks: allowed } = row;
  return {
    caller: callerOf(row),
    id,
    tenantId,
    expiresAt: row.expires_at?.getTime() ?? Infinity,
    networks: allowed?.map(readNetwork).filter((network) => network !== null) ?? null,
    until,
  };
}

function isAllowed({ expiresAt, networks }: Remembered, now: number, ip?: () => string): boolean {
  return now < expiresAt && (networks === null || (ip !== undefined && isWithin(networks, ip())));
}

/** A key that proves itself under a former pepper is hashed under the newest, without holding up its request. */
function renew(
  uses: AuthenticateDeps["uses"],
  row: PresentedRow,
  { text }: PresentedKey,
  [newest]: readonly Buffer[],
): void {
  if (uses === undefined || newest === undefined) return;
  const version = pepperVersion(newest);
  if (row.pepper_version === version) return;
  const { tenant_id: tenantId, id, secret_hash: former } = row;
  uses.renew({ tenantId, id, former, hash: hashKey(newest, text), pepperVersion: version });
}

function bound(map: Map<string, unknown>): void {
  if (map.size >= rememberedMax) map.clear();
}

async function readAll(engine: Database, keys: readonly PresentedKey[]): Promise<(PresentedRow | null)[]> {
  const rows = await readKeysById(engine, [keys.map((key) => key.id)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => byId.get(key.id) ?? null);
}

export function callerOf(row: PresentedRow): Caller {
  // A scope this release does not know may stand in a row written by a newer one.
  const held = row.scopes.filter((scope): scope is Scope => (scopes as readonly string[]).includes(scope));
  const { tenant_id: tenantId, mode, id, requests_per_second: requestsPerSecond } = row;
  const halted = haltOf(row.tenant_state);
  return {
    tenantId,
    mode,
    actor: { kind: "key", id },
    scopes: new Set(held),
    ...(halted === null ? {} : { halted }),
    ...(requestsPerSecond === null ? {} : { requestsPerSecond }),
  };
}
