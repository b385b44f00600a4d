// The symmetric state of a Noise handshake: a running hash, a chaining key, and a cipher (Noise 34, 5.2).
import { createHash, hkdfSync } from "node:crypto";
import { aesDecryptGCM, aesEncryptGCM, NOISE_MODE } from "baileys";

export type SymmetricState = {
  mixHash(data: Uint8Array): void;
  mixKey(secret: Uint8Array): void;
  encrypt(plain: Uint8Array): Buffer;
  decrypt(cipher: Uint8Array): Buffer;
  /** The two transport keys. */
  split(): [Buffer, Buffer];
};

export function createSymmetricState(): SymmetricState {
  // The protocol's name is exactly 32 bytes, so it is not hashed.
  let hash: Buffer = Buffer.from(NOISE_MODE);
  let salt = hash;
  let key = hash;
  let counter = 0;
  const mixHash = (data: Uint8Array) => {
    hash = createHash("sha256").update(hash).update(data).digest();
  };
  const derive = (secret: Uint8Array): [Buffer, Buffer] => {
    const bytes = Buffer.from(hkdfSync("sha256", secret, salt, "", 64));
    return [bytes.subarray(0, 32), bytes.subarray(32)];
  };
  return {
    mixHash,
    mixKey(secret) {
      [salt, key] = derive(secret);
      counter = 0;
    },
    encrypt(plain) {
      const cipher = aesEncryptGCM(plain, key, nonce(counter++), hash);
      mixHash(cipher);
      return cipher;
    },
    decrypt(cipher) {
      const plain = aesDecryptGCM(cipher, key, nonce(counter++), hash);
      mixHash(cipher);
      return plain;
    },
    split: () => derive(new Uint8Array()),
  };
}

/** The counter as a 12-byte initialisation vector. */
export function nonce(counter: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 8);
  return bytes;
}
