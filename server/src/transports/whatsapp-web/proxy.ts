// The proxy of one sender: what its URL says, and the only host its connections are then dialled to.

import { isIP } from "node:net";

export type Proxy = {
  kind: "http" | "https" | "socks5";
  host: string;
  port: number;
  credentials: { user: string; password: string } | null;
};

const ports = { http: 80, https: 443, socks5: 1080 } as const;
const kinds: Readonly<Record<string, Proxy["kind"]>> = {
  "http:": "http",
  "https:": "https",
  "socks5:": "socks5",
  // Names are resolved by the proxy in any case: a look-up of ours would tell where the sender really is.
  "socks5h:": "socks5",
};

/** Null for what is no proxy's URL. */
export function proxyOf(text: string): Proxy | null {
  const url = URL.parse(text);
  const kind = url === null ? undefined : kinds[url.protocol];
  if (url === null || kind === undefined || url.search !== "" || url.hash !== "") return null;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const isPath = url.pathname !== "" && url.pathname !== "/";
  if (isPath || !(isIP(host) !== 0 || /^[A-Za-z0-9_.-]+$/.test(host))) return null;
  const port = url.port === "" ? ports[kind] : Number(url.port);
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (port === 0 || user === null || password === null) return null;
  // Lengths a SOCKS5 greeting has room for (RFC 1929).
  if (Buffer.byteLength(user) > 255 || Buffer.byteLength(password) > 255) return null;
  return { kind, host, port, credentials: user === "" && password === "" ? null : { user, password } };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
