// X-Hub-Signature-256: HMAC of the raw body under the app secret (Meta: webhooks).
import { createHmac } from "node:crypto";

export function signatureOf(body: Buffer, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Every non-ASCII UTF-16 unit as \uXXXX in lower case, as Meta's webhooks are said to sign them. */
export function escapeNonAscii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
