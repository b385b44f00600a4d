// What a backup is sealed with: a passphrase from a file, or one derived from the master key.
import { readFileSync } from "node:fs";
import { createVault, keyedHash } from "./kernel/crypto.ts";
import type { Passphrase } from "./kernel/archive/seal.ts";
import { Refusal } from "./kernel/refusal.ts";

export function passphraseOf(masterKey: Buffer, file: string | undefined): Passphrase {
  if (file === undefined) {
    return { text: createVault(masterKey).derive("backup").toString("base64url"), derived: true };
  }
  const text = readFileSync(file, "utf8").trim();
  if (text.length < 16) throw new Refusal(`The passphrase in ${file} is shorter than 16 characters.`);
  return { text, derived: false };
}

/** Tells one master key from another and nothing about either. */
export function masterKeyMark(masterKey: Buffer): string {
  return keyedHash(createVault(masterKey).derive("backup"), "which master key").toString("hex").slice(0, 16);
}
