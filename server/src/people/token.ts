// Secrets that travel in links and cookies: 256 random bits, of which only a hash is kept.

import { hash, randomBytes } from "node:crypto";

export type Token = { text: string; hash: Buffer };

export function newToken(): Token {
  const text = randomBytes(32).toString("base64url");
  return { text, hash: hashToken(text) };
}

/** A fast hash is right: nobody guesses 256 bits. */
export function hashToken(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

const recoveryCodes = 10;
/** Without those that look like others (Crockford). */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Ten codes of 80 bits, in groups that can be copied by hand: `k3x9-0f2m-h7qd-tz4w`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes }, () => {
    const letters = [...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length]).join("");
    return (letters.match(/.{4}/g) ?? []).join("-");
  });
}

export function isRecoveryCode(text: string): boolean {
  return readRecoveryCode(text).length === 16;
}

/** As it was written down: capitals and other signs between the groups are no mistake. */
export function hashRecoveryCode(text: string): Buffer {
  return hashToken(readRecoveryCode(text));
}

function readRecoveryCode(text: string): string {
  return text.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
}
