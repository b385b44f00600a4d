// What a session remembers between its connections, so that each new one need not ask WhatsApp again.

import type { SocketConfig } from "baileys";
import { createBoundedMap } from "./bounded-map.ts";

type Cache = NonNullable<SocketConfig["userDevicesCache"]>;

export type SessionCaches = {
  /** Which devices a person has. Cold, it costs two round trips and a one-time key of theirs. */
  devices: Cache;
  /** How often a message was repeated for whom. */
  retries: Cache;
};

const hour = 60 * 60_000;

export function createCaches(now: () => Date): SessionCaches {
  return {
    // WhatsApp tells when somebody's devices change, and Baileys then corrects the entry.
    devices: cache({ entries: 20_000, lifeMs: 12 * hour, now }),
    retries: cache({ entries: 5000, lifeMs: hour, now }),
  };
}

function cache(limits: { entries: number; lifeMs: number; now: () => Date }): Cache {
  const map = createBoundedMap<unknown>(limits);
  return {
    // The type is whatever Baileys put in under this key.
    get: (key) => map.get(key) as never,
    set: (key, value) => map.set(key, value),
    del: (key) => map.delete(key),
    flushAll: () => map.clear(),
  };
}
