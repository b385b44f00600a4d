// The master keys a process knows: one that wraps, others that only open, and those it has not met yet.

import { deriveKey, identified, keyBytes, type KeyWithId } from "./sealing.ts";

/** As they are kept now. `others` open what they wrapped, before a rotation of the master key and during it. */
export type MasterKeys = { current: Buffer; others: readonly Buffer[] };

export type MasterKey = KeyWithId & { secret: Buffer };

export type MasterRing = {
  /** What is wrapped from now on is wrapped by this; looked up anew, as it may have changed meanwhile. */
  current(): MasterKey;
  /** Null when there is no such key here. */
  find(id: Buffer): MasterKey | null;
  /** Of all that are known, in hex. */
  ids(): string[];
};

/**
 * `read` is asked again for a key that is not known, and before anything is wrapped: keys in files change under a
 * process that runs. What it has known once it goes on knowing.
 */
export function createMasterRing(read: () => MasterKeys): MasterRing {
  const known = new Map<string, MasterKey>();
  const learn = (): MasterKey => {
    const { current, others } = read();
    const key = remember(known, current);
    for (const secret of others) remember(known, secret);
    return key;
  };
  learn();
  return {
    current: learn,
    find: (id) => {
      const name = id.toString("hex");
      if (!known.has(name)) learn();
      return known.get(name) ?? null;
    },
    ids: () => [...known.keys()],
  };
}

function remember(known: Map<string, MasterKey>, secret: Buffer): MasterKey {
  const key = masterKeyOf(secret);
  known.set(key.id.toString("hex"), key);
  return key;
}

export function masterKeyOf(secret: Buffer): MasterKey {
  if (secret.length !== keyBytes) throw new Error(`a master key has ${keyBytes} bytes, not ${secret.length}`);
  return { ...identified(deriveKey(secret, "waypost wrap")), secret };
}
