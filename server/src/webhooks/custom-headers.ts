// Which headers a tenant may add to its deliveries: none that are ours, none that steer the connection. Pure.

import type { FieldError } from "@waypost/contract";

/** What HTTP itself or a proxy on the way acts upon: with these a request could be made to look like two. */
const ofTheConnection: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);

/** Ours, those that proxies believe, those of the signatures, and the one that a JavaScript object loses. */
const reserved =
  /^(webhook-|svix-|x-hub-|x-webhook-|x-forwarded-|x-real-ip$|x-original-|proxy-|sec-|__proto__$|:)/;

/** RFC 9110 §5.6.2; names are spelled alike, so that no second one hides behind another case. */
const token = /^[!#$%&'*+.^_`|~0-9a-z-]{1,64}$/;

/** Visible ASCII, with spaces within: nothing that ends a line. */
const plainValue = /^[\x21-\x7e](?:[\x20-\x7e]{0,2046}[\x21-\x7e])?$/;

export const headersMax = 20;

/** Lower-case names with their values, or what is wrong with them. */
export function readCustomHeaders(
  given: Readonly<Record<string, string>>,
): { ok: true; headers: Record<string, string> } | { ok: false; errors: FieldError[] } {
  const entries = Object.entries(given);
  const headers = new Map<string, string>();
  const errors: FieldError[] = [];
  if (entries.length > headersMax)
    errors.push({ path: "/headers", message: `has more than ${headersMax} headers` });
  for (const [written, value] of entries) {
    const name = written.toLowerCase();
    const problem = headers.has(name) ? "is there twice" : problemOf(name, value);
    if (problem !== null) errors.push({ path: `/headers/${pointer(written)}`, message: problem });
    headers.set(name, value);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, headers: Object.fromEntries(headers) };
}

function problemOf(name: string, value: string): string | null {
  if (!token.test(name)) return "is not a header's name";
  if (ofTheConnection.has(name) || reserved.test(name)) return "is not for you to set";
  if (!plainValue.test(value)) return "must be 1 to 2048 printable ASCII characters";
  return null;
}

/** A part of a JSON pointer (RFC 6901 §3), cut: the name may be anything. */
function pointer(name: string): string {
  return name.slice(0, 64).replaceAll("~", "~0").replaceAll("/", "~1");
}
