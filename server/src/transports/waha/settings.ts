// Reads what a WAHA sender is configured with; a missing or malformed part is named, never thrown.

import type { Account } from "../transport.ts";

export type Settings = {
  origin: string;
  /** Path before `/api`. */
  base: string;
  /** Name of the session at WAHA. */
  session: string;
  apiKey: string;
  /** Signs WAHA's webhooks to us. */
  webhookSecret: string;
};

export type ReadSettings = { ok: true; settings: Settings } | { ok: false; problem: string };

/** `refusalOf` says why a server may not be spoken to: a tenant names its own, as a stranger would. */
export function readSettings(
  { config, secrets }: Account,
  refusalOf: (url: string) => string | null,
): ReadSettings {
  const { base_url: baseUrl, session } = config;
  const { api_key: apiKey = "", webhook_secret: webhookSecret = "" } = secrets;
  const url = typeof baseUrl === "string" ? URL.parse(baseUrl) : null;
  if (url === null) return problem("base_url is missing or no URL");
  const refusal = refusalOf(url.href);
  if (refusal !== null) return problem(`base_url is refused: ${refusal}`);
  if (typeof session !== "string" || !/^[A-Za-z0-9_-]{1,54}$/.test(session))
    return problem("session must be a name of letters, digits, _ and -");
  // Printable ASCII only: anything else cannot stand in a header.
  if (!/^[\x21-\x7e]{1,512}$/.test(apiKey)) return problem("api_key is missing or malformed");
  if (webhookSecret === "") return problem("webhook_secret is missing");
  const base = url.pathname.replace(/\/+$/, "");
  return { ok: true, settings: { origin: url.origin, base, session, apiKey, webhookSecret } };
}

function problem(text: string): ReadSettings {
  return { ok: false, problem: text };
}
