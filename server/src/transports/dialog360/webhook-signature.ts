// Proves that a webhook comes from 360dialog: by its signature, or by a secret it was told to send along.
//
// docs.360dialog.com, "Signature Validation": `x-360dialog-signature` is the HMAC-SHA256 of the body under the
// partner's platform secret; that it is bare hex is what clients in the field report. Only partners have that
// secret. Everybody else sets a header on the webhook ("Webhook URL": "add required headers"), for which the
// same page names `Authorization: <secret>`; Meta's own signature is not passed on.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export type ProofHeaders = { signature: string | undefined; authorization: string | undefined };

/**
 * Either is enough. 360dialog signs "every webhook event", so whoever is no partner gets signatures under a secret they
 * have not; and who knows the header's secret could leave a wrong signature away.
 */
export function provesDialog360(rawBody: Buffer, headers: ProofHeaders, secret: string): boolean {
  if (secret === "") return false;
  const told = headers.authorization?.replace(/^Bearer /i, "");
  if (told !== undefined && sameText(told, secret)) return true;
  return headers.signature !== undefined && signs(rawBody, headers.signature, secret);
}

function signs(rawBody: Buffer, header: string, secret: string): boolean {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(header)?.[1];
  if (hex === undefined) return false;
  const expected = createHmac("sha256", secret).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(hex, "hex"));
}

/** Hashed first, because the comparison wants equal lengths and must not tell the length either. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
