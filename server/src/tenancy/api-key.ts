// What an API key looks like: its mode and id in the open, 256 secret bits, a checksum that finds typing
// mistakes.

import { timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { keyedHash } from "../kernel/crypto.ts";
import type { Mode } from "../kernel/route.ts";

/**
 * `wp_live_<id: 32 hex>_<secret: 43 base62><checksum: 6 base62>`. The prefix lets secret scanners find
 * leaked keys, the id finds the row, the checksum turns most garbage away before the database is asked.
 */
export function formatKey(mode: Mode, id: string, secret: Buffer): string {
  if (secret.length !== secretBytes) throw new Error(`a key's secret has ${secretBytes} bytes`);
  const digits = base62(BigInt(`0x${secret.toString("hex")}`), secretDigits);
  const body = `wp_${mode}_${id.replaceAll("-", "")}_${digits}`;
  return body + checksum(body);
}

export type PresentedKey = { id: string; text: string };

/** The key in an Authorization header, or null when there is none of ours in it. */
export function readKey(header: string | undefined): PresentedKey | null {
  const match = pattern.exec(header ?? "");
  const [, text, a, b, c, d, e] = match ?? [];
  if (text === undefined || checksum(text.slice(0, -checksumDigits)) !== text.slice(-checksumDigits))
    return null;
  return { id: `${a}-${b}-${c}-${d}-${e}`, text };
}

/**
 * A fast hash is right here: nobody guesses 256 bits, and the pepper makes a stolen table useless by
 * itself.
 */
export function hashKey(pepper: Buffer, text: string): Buffer {
  return keyedHash(pepper, text);
}

/** Tells peppers apart without telling anything of them. */
export function pepperVersion(pepper: Buffer): string {
  return keyedHash(pepper, "which pepper").toString("hex", 0, 8);
}

/**
 * Under which of the peppers a key was hashed; null when under none. An unknown key is compared with nobody's hash, and
 * every pepper is tried in any case: how long this takes says nothing.
 */
export function matchKey(peppers: readonly Buffer[], text: string, hash: Buffer | null): number | null {
  let found: number | null = null;
  peppers.forEach((pepper, index) => {
    const isEqual = timingSafeEqual(hashKey(pepper, text), hash ?? nobodys);
    if (isEqual && hash !== null) found ??= index;
  });
  return found;
}

/** As long as a hash; it is none of any key, as `hash` is asked for as well. */
const nobodys = Buffer.alloc(32);

/** What tells a key apart from its siblings, in lists. */
export function hintOf(text: string): string {
  return text.slice(-4);
}

export const secretBytes = 32;
const secretDigits = 43;
const checksumDigits = 6;
const hex = "([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})";
const tail = `[0-9A-Za-z]{${secretDigits + checksumDigits}}`;
const pattern = new RegExp(`^[Bb][Ee][Aa][Rr][Ee][Rr] +(wp_(?:live|test)_${hex}_${tail}) *$`);

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), checksumDigits);
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function base62(value: bigint, digits: number): string {
  let text = "";
  for (let left = value; left > 0n; left /= 62n) text = alphabet.charAt(Number(left % 62n)) + text;
  return text.padStart(digits, "0");
}
