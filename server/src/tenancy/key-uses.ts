// What the use of keys leaves behind: when and from where each was last used, how many requests a tenant made, hashes
// under the newest pepper. Written in batches, apart from any request.

import type { Database } from "../kernel/db.ts";
import { countRequests, type KeyUse, rehashKeys, writeUses } from "./store/key.ts";

export type KeyUses = {
  /** For every request with a key: cheap, as most of them only count. `ip` is asked for at most once between writes. */
  note(key: UsedKey, at: number, ip: (() => string) | undefined): void;
  /** A key was hashed under a former pepper. */
  renew(key: RenewedKey): void;
  /** Writes what there is; rejects when some of it could not be written. */
  flush(): Promise<void>;
  /** Writes a last time. */
  stop(): Promise<void>;
};

export type UsedKey = { tenantId: string; id: string };
export type RenewedKey = UsedKey & { former: Buffer; hash: Buffer; pepperVersion: string };

export type KeyUsesDeps = {
  /** Under the engine's role. */
  engine: Pick<Database, "query">;
  /** How often it writes by itself. */
  everyMs: number;
  onError(error: Error): void;
};

/** As often as `last_used_at` is written at most. */
export const keyUsesEveryMs = 60_000;

export function createKeyUses({ engine, everyMs, onError }: KeyUsesDeps): KeyUses {
  const noted: Noted = { uses: new Map(), requests: new Map(), renewed: new Map() };
  const flush = (): Promise<void> => write(engine, noted);
  const timer = setInterval(() => void flush().catch(onError), everyMs);
  timer.unref();
  return {
    note: (key, at, ip) => note(noted, key, at, ip),
    renew: (key) => void noted.renewed.set(key.id, key),
    flush,
    stop: () => {
      clearInterval(timer);
      return flush().catch(onError);
    },
  };
}

type Noted = {
  uses: Map<string, KeyUse>;
  /** By tenant, then by minute since the epoch. */
  requests: Map<string, Map<number, number>>;
  renewed: Map<string, RenewedKey>;
};

const minuteMs = 60_000;

function note(noted: Noted, key: UsedKey, at: number, ip: (() => string) | undefined): void {
  const use = noted.uses.get(key.id);
  if (use === undefined) {
    noted.uses.set(key.id, { tenantId: key.tenantId, id: key.id, at: new Date(at), ip: ip?.() ?? null });
  } else use.at.setTime(at);
  let minutes = noted.requests.get(key.tenantId);
  if (minutes === undefined) noted.requests.set(key.tenantId, (minutes = new Map()));
  const minute = Math.floor(at / minuteMs);
  minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
}

async function write(engine: Pick<Database, "query">, noted: Noted): Promise<void> {
  const uses = take(noted.uses);
  const requests = [...noted.requests].flatMap(([tenantId, minutes]) =>
    [...minutes].map(([minute, count]) => ({ tenantId, minute: new Date(minute * minuteMs), count })),
  );
  noted.requests.clear();
  const renewed = take(noted.renewed);
  // One after the other: a row that the one has locked would be passed over by the other. That one fails says nothing
  // of the rest; what is lost is a minute's knowledge.
  const failed: unknown[] = [];
  const attempt = async (count: number, work: () => Promise<unknown>): Promise<void> => {
    if (count > 0) await work().catch((error: unknown) => failed.push(error));
  };
  await attempt(renewed.length, () => rehash(engine, renewed));
  await attempt(uses.length, () => writeUses(engine, usesIn(uses)));
  await attempt(requests.length, () =>
    countRequests(engine, [
      requests.map((each) => each.tenantId),
      requests.map((each) => each.minute),
      requests.map((each) => each.count),
    ]),
  );
  if (failed.length > 0) throw failed[0];
}

function take<Value>(map: Map<string, Value>): Value[] {
  const values = [...map.values()];
  map.clear();
  return values;
}

function usesIn(uses: readonly KeyUse[]): unknown[] {
  return [
    uses.map((use) => use.tenantId),
    uses.map((use) => use.id),
    uses.map((use) => use.at),
    uses.map((use) => use.ip),
  ];
}

/** All of them under one pepper: the newest this process knows. */
async function rehash(engine: Pick<Database, "query">, keys: readonly RenewedKey[]): Promise<void> {
  const newest = keys.at(-1)?.pepperVersion;
  const same = keys.filter((key) => key.pepperVersion === newest);
  await rehashKeys(engine, [
    same.map((key) => key.tenantId),
    same.map((key) => key.id),
    same.map((key) => key.former),
    same.map((key) => key.hash),
    newest,
  ]);
}
