// Codes of an authenticator (RFC 6238): six digits of half a minute, each good once.

import { Secret, TOTP } from "otpauth";

const period = 30;

/** Base32, as authenticators take it: 160 bits. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** `otpauth://…`, which a picture can show. */
export function totpUrl(secret: string, account: string): string {
  return totpOf(secret, account).toString();
}

/**
 * The step whose code this is, or null: the one now, or the one before or after for clocks that are off; never one
 * that was used, nor an older one.
 */
export function stepOf(
  code: string,
  secret: string,
  at: { now: number; lastStep: number | null },
): number | null {
  const delta = totpOf(secret, "").validate({ token: code, timestamp: at.now, window: 1 });
  if (delta === null) return null;
  const step = Math.floor(at.now / (period * 1_000)) + delta;
  return at.lastStep === null || step > at.lastStep ? step : null;
}

function totpOf(secret: string, label: string): TOTP {
  return new TOTP({ issuer: "Waypost", label, algorithm: "SHA1", digits: 6, period, secret });
}
