// The key that seals chains: ed25519, derived from the installation's roots, so that it outlives every master key.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { Vault } from "../../kernel/crypto.ts";
import { canonicalJson } from "../../kernel/fingerprint.ts";
import type { Head, Seal } from "./verify.ts";

/** One that signs, and all whose signatures count. */
export type SealKeys = { signer: KeyObject; trusted: readonly PublicKey[] };

/** `text` is the raw public key in base64, as auditors write it down; `id` its beginning. */
export type PublicKey = { id: string; text: string; key: KeyObject };

export function sealKeys(vault: Pick<Vault, "deriveAll">): SealKeys {
  const pairs = vault.deriveAll("audit_seal").map(privateKey);
  const [signer] = pairs;
  if (signer === undefined) throw new Error("a vault has a key for every purpose");
  return { signer, trusted: pairs.map((pair) => named(createPublicKey(pair))) };
}

/** From the base64 text; null when it is no such key. */
export function readPublicKey(text: string): PublicKey | null {
  const raw = Buffer.from(text, "base64");
  if (raw.length !== rawBytes) return null;
  return named(createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: "der", type: "spki" }));
}

export function signSeal(keys: SealKeys, tenantId: string, head: Head, at: Date): Seal {
  const [newest] = keys.trusted;
  if (newest === undefined) throw new Error("who signs is trusted");
  const seal = { ...head, sealed_at: at.toISOString(), key_id: newest.id };
  const signature = sign(null, signedBytes(tenantId, seal), keys.signer).toString("hex");
  return { ...seal, signature };
}

export function isGenuine(trusted: readonly PublicKey[], tenantId: string, seal: Seal): boolean {
  const found = trusted.find(({ id }) => id === seal.key_id);
  const signature = Buffer.from(seal.signature, "hex");
  return found !== undefined && verify(null, signedBytes(tenantId, seal), found.key, signature);
}

/** RFC 8410 §7: what stands before the 32 bytes of a key in its usual wrappings. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");
const rawBytes = 32;

function privateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
}

function named(key: KeyObject): PublicKey {
  const text = key.export({ format: "der", type: "spki" }).subarray(-rawBytes).toString("base64");
  return { id: text.slice(0, 12), text, key };
}

function signedBytes(tenantId: string, { number, hash, sealed_at }: Omit<Seal, "signature">): Buffer {
  return Buffer.from(canonicalJson({ hash, number, sealed_at, tenant: tenantId }));
}
