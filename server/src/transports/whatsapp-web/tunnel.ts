// A way through a sender's proxy to one host: TCP to the proxy, and from there whatever it lets through.

import { lookup } from "node:dns";
import { request } from "node:http";
import { connect as connectTcp, isIP } from "node:net";
import type { LookupFunction, Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { SocksClient } from "socks";
import type { Proxy } from "./proxy.ts";

/** Why there is no way through, in a word for people: of the proxy's answer nothing else is repeated. */
export type TunnelTrouble = "proxy_unreachable" | "proxy_refused";

export class TunnelError extends Error {
  trouble: TunnelTrouble;
  /**
   * Baileys takes an error with a code of this form for one of the network's, any other for a broken session.
   */
  code = "EPROXY";
  constructor(trouble: TunnelTrouble) {
    super(trouble === "proxy_refused" ? "The proxy refused." : "The proxy cannot be reached.");
    this.name = "TunnelError";
    this.trouble = trouble;
  }
}

/**
 * Which addresses a proxy of a customer's choice may have: without it, it would be their way into our
 * network.
 */
export type MayReach = (address: string) => boolean;

export type Target = { host: string; port: number };

const patienceMs = 15_000;

export async function openTunnel(proxy: Proxy, target: Target, mayReach: MayReach): Promise<Socket> {
  const socket = await reach(proxy, mayReach);
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  try {
    await (proxy.kind === "socks5" ? throughSocks : throughConnect)(socket, proxy, target);
    return socket;
  } catch {
    socket.destroy();
    throw new TunnelError("proxy_refused");
  } finally {
    clearTimeout(timer);
  }
}

function reach({ kind, host, port }: Proxy, mayReach: MayReach): Promise<Socket> {
  // A literal address is dialled without a look-up, so it is looked at here.
  if (isIP(host) !== 0 && !mayReach(host)) return Promise.reject(new TunnelError("proxy_unreachable"));
  const options = { host, port, lookup: guardedLookup(mayReach) };
  return new Promise((resolve, reject) => {
    const socket = kind === "https" ? connectTls({ ...options, ...named(host) }) : connectTcp(options);
    const fail = () => {
      clearTimeout(timer);
      socket.destroy();
      reject(new TunnelError("proxy_unreachable"));
    };
    const timer = setTimeout(fail, patienceMs);
    // Stays: between two owners of the socket an error would have no listener, and end the process.
    socket.on("error", fail);
    socket.once(kind === "https" ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** TLS knows no server names that are addresses. */
function named(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/** The address that was checked is the one that is dialled: a name is not asked a second time. */
function guardedLookup(mayReach: MayReach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      const refused = !first || addresses.some(({ address }) => !mayReach(address));
      if (error || refused) return callback(error ?? new TunnelError("proxy_unreachable"), [], 0);
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/** RFC 9110, section 9.3.6. */
function throughConnect(socket: Socket, { credentials }: Proxy, { host, port }: Target): Promise<void> {
  const path = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const asking = request({
      method: "CONNECT",
      path,
      headers: { host: path, ...authorization(credentials) },
      createConnection: () => socket,
    });
    asking.once("error", reject);
    asking.once("connect", ({ statusCode }, _socket, head) => {
      if (statusCode !== 200) return reject(new TunnelError("proxy_refused"));
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    asking.end();
  });
}

function authorization(credentials: Proxy["credentials"]): { "proxy-authorization"?: string } {
  if (credentials === null) return {};
  const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64");
  return { "proxy-authorization": `Basic ${pair}` };
}

async function throughSocks(socket: Socket, proxy: Proxy, destination: Target): Promise<void> {
  const { credentials, port } = proxy;
  const login = credentials ? { userId: credentials.user, password: credentials.password } : {};
  await SocksClient.createConnection({
    command: "connect",
    destination,
    // It has been dialled, so its address is asked for but not used.
    proxy: { host: "proxy.invalid", port, type: 5, ...login },
    existing_socket: socket,
    timeout: patienceMs,
  });
}
