// What a WhatsApp Web sender is configured with: the proxy its connections go through, if any.

import { isIP } from "node:net";
import { createParser, type FieldError } from "@waypost/contract";
import { Type } from "typebox";

export type WebConfig = {
  /** The number says who it is when it is linked. */
  address: null;
  externalId: null;
  config: { proxy?: string };
  secrets: WebSecrets | null;
};

export type WebSecrets = { proxy_url: string };

export type ReadWebConfig = { ok: true; value: WebConfig } | { ok: false; errors: readonly FieldError[] };

/** A proxy's URL holds its password, so what is shown of it is where it is. */
export function readWebConfig(input: unknown): ReadWebConfig {
  const parsed = parse(input);
  if (!parsed.ok) {
    return {
      ok: false,
      errors: parsed.errors.map(({ path, message }) => ({ path: `/config${path}`, message })),
    };
  }
  const { proxy_url: url = null } = parsed.value;
  const none = { address: null, externalId: null } as const;
  if (url === null) return { ok: true, value: { ...none, config: {}, secrets: null } };
  const proxy = placeOf(url);
  if (proxy === null) return { ok: false, errors: [{ path: "/config/proxy_url", message: wanted }] };
  return { ok: true, value: { ...none, config: { proxy }, secrets: { proxy_url: url } } };
}

const parse = createParser(
  Type.Object(
    { proxy_url: Type.Optional(Type.Union([Type.String({ pattern: "^[!-~]{1,2048}$" }), Type.Null()])) },
    { additionalProperties: false },
  ),
);

const wanted = "must be like socks5://name:password@host:port, http:// or https://, without a path";

const usualPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "socks5:": 1080 };

/** `host:port`, or null for what no connection could go through. */
function placeOf(text: string): string | null {
  const url = URL.parse(text);
  const usualPort = url === null ? undefined : usualPorts[url.protocol];
  if (url === null || usualPort === undefined) return null;
  const { hostname, port, pathname, search, hash } = url;
  const isHost = isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0 || /^[A-Za-z0-9_.-]+$/.test(hostname);
  const isBare = (pathname === "" || pathname === "/") && search === "" && hash === "";
  if (!isHost || !isBare || port === "0" || !isCredential(url.username) || !isCredential(url.password))
    return null;
  return `${hostname}:${port === "" ? usualPort : port}`;
}

/** What a SOCKS5 greeting has room for (RFC 1929 §2). */
function isCredential(encoded: string): boolean {
  try {
    return Buffer.byteLength(decodeURIComponent(encoded)) <= 255;
  } catch {
    return false;
  }
}
