// Envelope encryption: the master key wraps each tenant's data keys, and those seal single values, bound to
// their place.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { createUnwrappedKeys } from "./unwrapped-keys.ts";

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
  | "media_link";

export type Vault = {
  /** A new tenant's data keys, wrapped, for `tenant.data_key`. */
  newDataKeys(tenantId: string): Buffer;
  /** The same data keys with a new one in front; what older ones sealed still opens. */
  rotateDataKeys(tenantId: string, wrapped: Buffer): Buffer;
  seal(dataKeys: Buffer, place: Place, plaintext: string): Buffer;
  open(dataKeys: Buffer, place: Place, sealed: Buffer): string;
  derive(purpose: Purpose): Buffer;
};

/** Says only that it did not open: which part was wrong would help nobody but a forger. */
export class CannotOpenError extends Error {
  constructor() {
    super("A sealed value cannot be opened: it was changed, moved, or sealed under a key that is not here.");
    this.name = "CannotOpenError";
  }
}

/** `retired` master keys still open what they wrapped; what is written is wrapped by `master`. */
export function createVault(master: Buffer, retired: readonly Buffer[] = []): Vault {
  const masters = [master, ...retired].map(masterOf);
  const [current] = masters as [KeyWithId, ...KeyWithId[]];
  const unwrapped = createUnwrappedKeys((tenantId, wrapped) => unwrapAll(masters, tenantId, wrapped));
  return {
    newDataKeys: (tenantId) => wrap(current, tenantId, [newDataKey()]),
    rotateDataKeys: (tenantId, wrapped) => {
      const rotated = wrap(current, tenantId, [newDataKey(), ...unwrapped.of(tenantId, wrapped)]);
      unwrapped.forget(tenantId, wrapped);
      return rotated;
    },
    seal: (dataKeys, place, plaintext) => {
      const [newest] = unwrapped.of(place.tenantId, dataKeys);
      if (newest === undefined) throw new CannotOpenError();
      return encrypt(newest, placeName(place), Buffer.from(plaintext, "utf8"));
    },
    open: (dataKeys, place, sealed) =>
      decrypt(unwrapped.of(place.tenantId, dataKeys), placeName(place), sealed).toString("utf8"),
    derive: (purpose) => derive(master, `waypost ${purpose}`),
  };
}

/**
 * Keyed hash for look-ups by a secret or a phone number: equal inputs meet, nobody can try inputs without
 * the key.
 */
export function keyedHash(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Node 24 takes three to five times as long with a key that is a buffer. */
type KeyWithId = { id: Buffer; key: KeyObject };

const keyBytes = 32;
const idBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of everything sealed: the format, so that another cipher or layout can follow. */
const format = 1;
const headBytes = 1 + idBytes;
const wrappedBytes = headBytes + nonceBytes + keyBytes + tagBytes;

function masterOf(secret: Buffer): KeyWithId {
  if (secret.length !== keyBytes) throw new Error(`a master key has ${keyBytes} bytes, not ${secret.length}`);
  return identified(derive(secret, "waypost wrap"));
}

function newDataKey(): KeyWithId {
  return identified(randomBytes(keyBytes));
}

/** A key's id comes from the key itself, so a wrapped key needs no register beside it. */
function identified(bytes: Buffer): KeyWithId {
  const id = derive(bytes, "waypost key id").subarray(0, idBytes);
  return { key: createSecretKey(bytes), id };
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, keyBytes));
}

/** Newest first, each wrapped by itself, all of one length. */
function wrap(master: KeyWithId, tenantId: string, keys: readonly KeyWithId[]): Buffer {
  return Buffer.concat(keys.map(({ key }) => encrypt(master, dataKeyName(tenantId), key.export())));
}

function unwrapAll(masters: readonly KeyWithId[], tenantId: string, wrapped: Buffer): KeyWithId[] {
  if (wrapped.length === 0 || wrapped.length % wrappedBytes !== 0) throw new CannotOpenError();
  return Array.from({ length: wrapped.length / wrappedBytes }, (_, index) => {
    const one = wrapped.subarray(index * wrappedBytes, (index + 1) * wrappedBytes);
    return identified(decrypt(masters, dataKeyName(tenantId), one));
  });
}

function dataKeyName(tenantId: string): string {
  return `tenant|${tenantId}|${tenantId}|data_key`;
}

function placeName({ table, tenantId, rowId, column }: Place): string {
  return `${table}|${tenantId}|${rowId}|${column}`;
}

/** format | key id | nonce | ciphertext | tag. The first two are authenticated together with the place. */
function encrypt({ id, key }: KeyWithId, place: string, plaintext: Buffer): Buffer {
  const head = Buffer.concat([Buffer.of(format), id]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(additional(head, place));
  return Buffer.concat([head, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(keys: readonly KeyWithId[], place: string, sealed: Buffer): Buffer {
  const head = sealed.subarray(0, headBytes);
  const key = keys.find(({ id }) => id.equals(head.subarray(1)))?.key;
  if (key === undefined || head[0] !== format || sealed.length < headBytes + nonceBytes + tagBytes) {
    throw new CannotOpenError();
  }
  const nonce = sealed.subarray(headBytes, headBytes + nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(additional(head, place))
    .setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(headBytes + nonceBytes, -tagBytes)),
      decipher.final(),
    ]);
  } catch {
    throw new CannotOpenError();
  }
}

function additional(head: Buffer, place: string): Buffer {
  return Buffer.concat([head, Buffer.from(place, "utf8")]);
}
