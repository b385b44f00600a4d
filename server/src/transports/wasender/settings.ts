// Reads what a WasenderApi sender is configured with; a missing or malformed part is named, never thrown.

import type { Account } from "../transport.ts";

export type Settings = { origin: string; base: string; apiKey: string };

export type ReadSettings = { ok: true; settings: Settings } | { ok: false; problem: string };

/** wasenderapi.com/api-docs, every example. */
export const wasenderUrl = "https://www.wasenderapi.com";

/** The key is one session's, so it names the number. `origins`: the servers of this installation, no others. */
export function readSettings({ config, secrets }: Account, origins: ReadonlySet<string>): ReadSettings {
  const { base_url: given = wasenderUrl } = config;
  const url = typeof given === "string" ? URL.parse(given) : null;
  const apiKey = secrets["api_key"] ?? "";
  if (!url || !origins.has(url.origin)) {
    return { ok: false, problem: "base_url is not a WasenderApi server of this installation" };
  }
  // Printable ASCII only: anything else cannot stand in a header.
  if (!/^[\x21-\x7e]{1,512}$/.test(apiKey)) return { ok: false, problem: "api_key is missing or malformed" };
  return { ok: true, settings: { origin: url.origin, base: url.pathname.replace(/\/+$/, ""), apiKey } };
}
