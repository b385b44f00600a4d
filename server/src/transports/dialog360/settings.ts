// Reads what a 360dialog sender is configured with; a missing or malformed part is named, never thrown.

import type { ReadSettings } from "../cloud-api/index.ts";
import type { Account } from "../transport.ts";

/** docs.360dialog.com, "The Basics": numbers on the Cloud API. Numbers on its old servers are not spoken to. */
export const dialog360Url = "https://waba-v2.360dialog.io";

/**
 * The key names the number, so the path does not. `origins` as for the Cloud API: a tenant chooses among the
 * servers of this installation, and no others.
 */
export function readSettings({ config, secrets }: Account, origins: ReadonlySet<string>): ReadSettings {
  const { base_url: given = dialog360Url } = config;
  const url = typeof given === "string" ? URL.parse(given) : null;
  const apiKey = secrets["api_key"] ?? "";
  if (!url || !origins.has(url.origin)) {
    return { ok: false, problem: "base_url is not a 360dialog server of this installation" };
  }
  // Printable ASCII only: anything else cannot stand in a header.
  if (!/^[\x21-\x7e]{1,512}$/.test(apiKey)) return { ok: false, problem: "api_key is missing or malformed" };
  const base = url.pathname.replace(/\/+$/, "");
  return {
    ok: true,
    settings: {
      origin: url.origin,
      path: `${base}/messages`,
      headers: { "d360-api-key": apiKey },
      // docs.360dialog.com, "Upload, retrieve or delete media".
      media: {
        upload: `${base}/media`,
        lookUp: (id) => `${base}/${id}`,
        fileAt: (address) => fileAt(address, url.origin + base),
      },
      secret: apiKey,
    },
  };
}

/** It tells Meta's address, and passes on what is asked of itself under the same path. */
function fileAt(address: string, server: string): string | null {
  const at = URL.parse(address);
  return at && `${server}${at.pathname}${at.search}`;
}
