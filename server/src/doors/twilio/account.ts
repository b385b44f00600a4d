// Who speaks in Twilio's dialect: a tenant under an account's name, with an API key for its token. Pure.

import type { IncomingHttpHeaders } from "node:http";

/** `AC` and the tenant's id: the form that Twilio's clients insist on. */
export function accountSid(tenantId: string): string {
  return `AC${tenantId.replaceAll("-", "")}`;
}

/**
 * The password of HTTP Basic, which Twilio calls the auth token, or an API key's secret
 * (https://www.twilio.com/docs/usage/requests-to-twilio). The user's name says nothing that the path does not.
 */
export function keyInBasic({ authorization }: IncomingHttpHeaders): string | null {
  const encoded = /^basic +([a-z0-9+/=_-]+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : text.slice(colon + 1);
}

/** `SM` and the message's id. */
export function messageSid(id: string): string {
  return `SM${id.slice(id.indexOf("_") + 1)}`;
}

/** `msg_…`; null when it is no name of a message. MM is what Twilio calls those with media. */
export function messageIdIn(sid: string): string | null {
  const hex = /^(?:SM|MM)([0-9a-f]{32})$/.exec(sid)?.[1];
  return hex === undefined ? null : `msg_${hex}`;
}
