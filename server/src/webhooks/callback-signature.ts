// How callbacks in Twilio's form are signed (https://www.twilio.com/docs/usage/security#validating-requests). Pure.

import { createHash, createHmac, type KeyObject } from "node:crypto";

/** `key`: the auth token, or what it is to HMAC. */
export type CallbackSigner = { kind: "twilio"; key: KeyObject };

/** SHA-1 works in blocks of so many bytes. */
const blockBytes = 64;

/**
 * What an API key is to HMAC-SHA1: of a key longer than a block only the hash counts (RFC 2104 section 2). So what is
 * kept can sign in the key's name, and cannot ask for anything in it.
 */
export function macKeyOf(apiKey: string): Buffer {
  if (Buffer.byteLength(apiKey) <= blockBytes) throw new Error("an API key is longer than a block of SHA-1");
  return createHash("sha1").update(apiKey).digest();
}

/** `body` is a form whose names are there once. The id is the same for each attempt, as Twilio's own is. */
export function callbackHeaders(
  { key }: CallbackSigner,
  { id, url, body }: { id: string; url: URL; body: string },
): Record<string, string> {
  const fields = [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const signed = url.href + fields.map(([name, value]) => name + value).join("");
  return {
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "i-twilio-idempotency-token": id,
    "x-twilio-signature": createHmac("sha1", key).update(signed).digest("base64"),
  };
}
