// Signatures that anybody can check with a public key: ed25519, from 32 bytes that outlive the process.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

export type Signer = {
  /** For whoever is to check: SubjectPublicKeyInfo in PEM. */
  publicKeyPem: string;
  sign(bytes: Buffer): Buffer;
};

/** `seed`: 32 bytes, as a vault derives them for a purpose. */
export function createSigner(seed: Buffer): Signer {
  const key = privateKey(seed);
  return {
    publicKeyPem: createPublicKey(key).export({ format: "pem", type: "spki" }).toString(),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** False as well for what is no key and no signature. */
export function verifySignature(publicKeyPem: string, bytes: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, bytes, createPublicKey(publicKeyPem), signature);
  } catch {
    return false;
  }
}

/** RFC 8410 §7: what stands before the 32 bytes of a private key in its usual wrapping. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKey(seed: Buffer): KeyObject {
  if (seed.length !== 32) throw new Error(`a signing key is made from 32 bytes, not ${seed.length}`);
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
}
