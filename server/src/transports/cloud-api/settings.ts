// Reads what a Cloud API sender is configured with; a missing or malformed part is named, never thrown.

import type { Account } from "../transport.ts";
import type { ReadSettings, Settings } from "./dialect.ts";

const metaGraphUrl = "https://graph.facebook.com";
/** Pinned: webhook and error shapes change between versions, so moving on is a decision. */
const graphVersion = "v25.0";

/**
 * `origins` are the Graph servers this installation talks to. A tenant names its own `graph_url`, so
 * anything else would let it send requests, with our network position, wherever it likes.
 */
export function readSettings({ config, secrets }: Account, origins: ReadonlySet<string>): ReadSettings {
  const url = URL.parse(string(config["graph_url"]) ?? metaGraphUrl);
  const version = string(config["version"]) ?? graphVersion;
  const phoneNumberId = string(config["phone_number_id"]) ?? "";
  const accessToken = secrets["access_token"] ?? "";
  if (!url || !origins.has(url.origin))
    return problem("graph_url is not a Graph server of this installation");
  if (!/^v\d{1,3}\.\d$/.test(version)) return problem("version must look like v25.0");
  if (!/^\d{1,32}$/.test(phoneNumberId)) return problem("phone_number_id must be the number's numeric id");
  // Printable ASCII only: anything else cannot stand in a header.
  if (!/^[\x21-\x7e]{1,4096}$/.test(accessToken)) return problem("access_token is missing or malformed");
  const root = `${url.pathname.replace(/\/+$/, "")}/${version}`;
  return {
    ok: true,
    settings: {
      origin: url.origin,
      path: `${root}/${phoneNumberId}/messages`,
      headers: { authorization: `Bearer ${accessToken}` },
      media: {
        upload: `${root}/${phoneNumberId}/media`,
        lookUp: (id) => `${root}/${id}?phone_number_id=${phoneNumberId}`,
        fileAt: (address) => (isMediaServer(address, url.origin) ? address : null),
      },
      secret: accessToken,
      ...templatesOf(root, config["waba_id"]),
    },
  };
}

/** A sender without its account's id sends all the same; its templates are only not known here. */
function templatesOf(root: string, account: unknown): Pick<Settings, "templates"> {
  if (typeof account !== "string" || !/^\d{1,32}$/.test(account)) return {};
  return {
    templates: {
      list: `${root}/${account}/message_templates`,
      one: (id) => `${root}/${id}`,
      uploads: `${root}/app/uploads`,
    },
  };
}

/** Meta's own (Cloud API, "Media"), or the Graph server itself, as the sandbox has it. */
const mediaOrigin = "https://lookaside.fbsbx.com";

function isMediaServer(address: string, graphOrigin: string): boolean {
  const origin = URL.parse(address)?.origin;
  return origin === (graphOrigin === metaGraphUrl ? mediaOrigin : graphOrigin);
}

function problem(text: string): ReadSettings {
  return { ok: false, problem: text };
}

function string(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
