// Checks that a webhook comes from Waypost, by Standard Webhooks 1.0, with WebCrypto alone.

import type { WebhookEvent } from "./event-types.ts";

/** Why a webhook was not believed. */
export type WebhookRefusal = "missing_header" | "malformed" | "too_old" | "too_new" | "no_matching_signature";

export class WebhookError extends Error {
  override name = "WebhookError";
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type WebhookHeaders =
  | Pick<Headers, "get">
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export type VerifyOptions = {
  /** How far its clock and yours may differ; five minutes when left out. */
  toleranceMs?: number;
  /** The time now, in milliseconds since 1970. */
  now?: number;
};

/**
 * Gives what the webhook says, or throws a `WebhookError`. `payload` is the body exactly as it came: parsed and
 * written again it is another one. `secrets` are `whsec_…` (a secret both know) or `whpk_…` (Waypost's public key);
 * with several, as while one is replaced, any may match.
 */
export async function verifyWebhook(
  payload: string | Uint8Array<ArrayBuffer> | ArrayBuffer,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { toleranceMs = 5 * 60_000, now = Date.now() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const keys = (typeof secrets === "string" ? [secrets] : secrets).map(readSecret);
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature").split(" ");
  checkTime(timestamp, now, toleranceMs);
  const body = typeof payload === "string" ? encoder.encode(payload) : new Uint8Array(payload);
  const signed = joined(encoder.encode(`${id}.${timestamp}.`), body);
  if (!(await anyMatches(keys, signatures, signed)))
    throw new WebhookError("no_matching_signature", "No signature was made with one of these secrets.");
  try {
    return JSON.parse(new TextDecoder().decode(body)) as WebhookEvent;
  } catch {
    throw new WebhookError("malformed", "The body is signed, and is not JSON.");
  }
}

const encoder = new TextEncoder();

type Key = { version: "v1" | "v1a"; bytes: Uint8Array<ArrayBuffer> };

/** A secret that cannot be one is the caller's mistake, and no webhook's. */
function readSecret(secret: string): Key {
  const [, kind = "", text = ""] = /^(whsec|whpk)_(.+)$/.exec(secret) ?? [];
  const bytes = readBase64(text);
  if (kind === "" || bytes === null || bytes.length === 0)
    throw new TypeError("A webhook secret begins with whsec_ or whpk_, and base64 follows.");
  return { version: kind === "whsec" ? "v1" : "v1a", bytes };
}

async function anyMatches(
  keys: readonly Key[],
  signatures: readonly string[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const pairs = keys.flatMap((key) =>
    signatures
      .filter((signature) => signature.startsWith(`${key.version},`))
      .map((signature) => matches(key, readBase64(signature.slice(key.version.length + 1)), signed)),
  );
  return (await Promise.all(pairs)).includes(true);
}

/** WebCrypto compares in constant time: a comparison of ours would have to hope that no engine is clever. */
async function matches(
  { version, bytes }: Key,
  signature: Uint8Array<ArrayBuffer> | null,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (signature === null) return false;
  const algorithm = version === "v1" ? { name: "HMAC", hash: "SHA-256" } : { name: "Ed25519" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm.name, key, signature, signed);
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers) ? headers.get(name) : valueOf(headers, name);
  if (typeof value === "string" && value !== "") return value;
  throw new WebhookError("missing_header", `The header ${name} is missing.`);
}

function isHeaders(headers: WebhookHeaders): headers is Pick<Headers, "get"> {
  return "get" in headers && typeof headers.get === "function";
}

function valueOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string) {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function checkTime(timestamp: string, now: number, toleranceMs: number): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookError("malformed", "The header webhook-timestamp is not a number of seconds.");
  const age = now - Number(timestamp) * 1_000;
  if (age > toleranceMs) throw new WebhookError("too_old", "The webhook was signed too long ago.");
  if (age < -toleranceMs) throw new WebhookError("too_new", "The webhook was signed in the future.");
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function readBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
