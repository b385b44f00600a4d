// Envelope encryption: the master key wraps each tenant's data keys, and those seal single values, bound to
// their place.

import { createHmac } from "node:crypto";
import { createMasterRing, type MasterRing } from "./master-ring.ts";
import { keyFromRoots, type Roots } from "./roots.ts";
import { CannotOpenError, decrypt, deriveKey, encrypt, type KeyWithId } from "./sealing.ts";
import { createUnwrappedKeys } from "./unwrapped-keys.ts";
import { newDataKey, unwrapKeys, wrapKeys } from "./wrapped-keys.ts";

export { CannotOpenError } from "./sealing.ts";

/**
 * Where a sealed value lives. It opens nowhere else, so a row cannot be given another row's or tenant's
 * secrets.
 */
export type Place = { table: string; tenantId: string; rowId: string; column: string };

/** What other keys are for; each purpose has a key of its own, so none can stand in for another. */
export type Purpose =
  | "api_key_pepper"
  | "sandbox_key"
  | "webhook_key"
  | "session"
  | "suppression"
  | "log"
  | "backup"
  | "media_link"
  | "tenant_tombstone"
  | "erasure"
  | "certificate"
  | "privacy_archive"
  | "privacy_link"
  | "audit_seal"
  | "audit_ip"
  | "person_totp"
  | "sign_in_failure";

export type Vault = {
  /** A new tenant's data keys, wrapped, for `tenant.data_key`. */
  newDataKeys(tenantId: string): Buffer;
  seal(dataKeys: Buffer, place: Place, plaintext: string): Buffer;
  open(dataKeys: Buffer, place: Place, sealed: Buffer): string;
  derive(purpose: Purpose): Buffer;
  /** The same, and after it those of former times, for what was made with them. */
  deriveAll(purpose: Purpose): Buffer[];
};

/** For an installation without roots: what is derived comes from the master keys themselves. */
export function createVault(master: Buffer, retired: readonly Buffer[] = []): Vault {
  const masters = createMasterRing(() => ({ current: master, others: retired }));
  return vaultOver(masters, (purpose) =>
    [master, ...retired].map((secret) => deriveKey(secret, `waypost ${purpose}`)),
  );
}

/** What is derived outlives the master key. */
export function createRootedVault(masters: MasterRing, roots: Roots): Vault {
  return vaultOver(masters, (purpose) => [keyFromRoots(roots, purpose)]);
}

/**
 * Keyed hash for look-ups by a secret or a phone number: equal inputs meet, nobody can try inputs without
 * the key.
 */
export function keyedHash(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

export function placeName({ table, tenantId, rowId, column }: Place): string {
  return `${table}|${tenantId}|${rowId}|${column}`;
}

function vaultOver(masters: MasterRing, from: (purpose: Purpose) => Buffer[]): Vault {
  const unwrapped = createUnwrappedKeys((tenantId, wrapped) => unwrapKeys(masters, tenantId, wrapped));
  const derived = new Map<Purpose, Buffer[]>();
  const deriveAll = (purpose: Purpose): Buffer[] => {
    const keys = derived.get(purpose) ?? from(purpose);
    derived.set(purpose, keys);
    return keys;
  };
  return {
    newDataKeys: (tenantId) => wrapKeys(masters, tenantId, [newDataKey()]),
    seal: (dataKeys, place, plaintext) => {
      const [newest] = unwrapped.of(place.tenantId, dataKeys);
      if (newest === undefined) throw new CannotOpenError();
      return encrypt(newest, placeName(place), Buffer.from(plaintext, "utf8"));
    },
    open: (dataKeys, place, sealed) => {
      const keys = unwrapped.of(place.tenantId, dataKeys);
      return decrypt((id) => findKey(keys, id), placeName(place), sealed).toString("utf8");
    },
    derive: (purpose) => {
      const [key] = deriveAll(purpose);
      if (key === undefined) throw new Error("a vault has a key for every purpose");
      return key;
    },
    deriveAll,
  };
}

function findKey(keys: readonly KeyWithId[], id: Buffer): KeyWithId | null {
  return keys.find((key) => key.id.equals(id)) ?? null;
}
