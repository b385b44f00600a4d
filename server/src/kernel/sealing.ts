// AES-256-GCM as everything at rest is sealed with it: under a key that names itself, bound to a place.

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/** Node 24 takes three to five times as long with a key that is a buffer. */
export type KeyWithId = { id: Buffer; key: KeyObject };

/** Says only that it did not open: which part was wrong would help nobody but a forger. */
export class CannotOpenError extends Error {
  constructor() {
    super("A sealed value cannot be opened: it was changed, moved, or sealed under a key that is not here.");
    this.name = "CannotOpenError";
  }
}

export const keyBytes = 32;
export const idBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of everything sealed: the format, so that another cipher or layout can follow. */
const format = 1;
const headBytes = 1 + idBytes;

/** How much longer a sealed value is than what it holds. */
export const sealBytes = headBytes + nonceBytes + tagBytes;

/** A key's id comes from the key itself, so a key needs no register beside it. */
export function identified(bytes: Buffer): KeyWithId {
  const id = deriveKey(bytes, "waypost key id").subarray(0, idBytes);
  return { key: createSecretKey(bytes), id };
}

export function deriveKey(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, keyBytes));
}

/** The id of the key that sealed this, which stands in the open. */
export function keyIdOf(sealed: Buffer): Buffer {
  return sealed.subarray(1, headBytes);
}

/** format | key id | nonce | ciphertext | tag. The first two are authenticated together with the place. */
export function encrypt({ id, key }: KeyWithId, place: string, plaintext: Buffer): Buffer {
  const head = Buffer.concat([Buffer.of(format), id]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(additional(head, place));
  return Buffer.concat([head, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** `find` answers the key of an id. Throws `CannotOpenError`. */
export function decrypt(find: (id: Buffer) => KeyWithId | null, place: string, sealed: Buffer): Buffer {
  const head = sealed.subarray(0, headBytes);
  if (head[0] !== format || sealed.length < sealBytes) throw new CannotOpenError();
  const key = find(keyIdOf(sealed))?.key;
  if (key === undefined) throw new CannotOpenError();
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
