// Addresses that open a file without a key: signed, of one tenant's one file, until a time. Pure.

import { createHmac, timingSafeEqual } from "node:crypto";

/** `expiresAt` in whole seconds. */
export type LinkTarget = { tenantId: string; mediaId: string; expiresAt: Date };

const idBytes = 16;
const timeBytes = 6;
const bodyBytes = 2 * idBytes + timeBytes;
const macBytes = 32;

/** `<tenant><file><time><mac>` in base64url; everything but the key is in it, so nothing has to be looked up. */
export function signLink(key: Buffer, { tenantId, mediaId, expiresAt }: LinkTarget): string {
  const body = Buffer.alloc(bodyBytes);
  body.write(tenantId.replaceAll("-", ""), 0, "hex");
  body.write(mediaId.replaceAll("-", ""), idBytes, "hex");
  body.writeUIntBE(Math.floor(expiresAt.getTime() / 1000), 2 * idBytes, timeBytes);
  return Buffer.concat([body, macOf(key, body)]).toString("base64url");
}

/** Null for what is not ours, was changed, or is over. An ending such as `.jpg` is for its readers only. */
export function verifyLink(key: Buffer, text: string, now: Date): LinkTarget | null {
  const token = /^([\w-]{94})(?:\.[a-z0-9]{1,5})?$/.exec(text)?.[1];
  if (token === undefined) return null;
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(0, bodyBytes);
  // Base64 has several spellings of the last bits; only one is what was signed.
  if (bytes.length !== bodyBytes + macBytes || bytes.toString("base64url") !== token) return null;
  if (!timingSafeEqual(bytes.subarray(bodyBytes), macOf(key, body))) return null;
  const expiresAt = new Date(body.readUIntBE(2 * idBytes, timeBytes) * 1000);
  if (expiresAt <= now) return null;
  const [tenantId, mediaId] = [uuidAt(body, 0), uuidAt(body, idBytes)];
  return { tenantId, mediaId, expiresAt };
}

/** The key is for this purpose only; the word keeps its MACs apart from those of a later format. */
function macOf(key: Buffer, body: Buffer): Buffer {
  return createHmac("sha256", key).update("link 1").update(body).digest();
}

function uuidAt(body: Buffer, at: number): string {
  const hex = body.toString("hex", at, at + idBytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
