// Which hosts this process may dial for WhatsApp Web: WhatsApp's, or the one sandbox it was given; through a
// sender's proxy it dials the proxy alone, and asks it for no other hosts than those.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { Agent as UndiciAgent, buildConnector, Dispatcher1Wrapper } from "undici";
import type { Dispatcher } from "undici";
import type { Proxy } from "./proxy.ts";
import { openTunnel, TunnelError } from "./tunnel.ts";
import type { MayReach, TunnelTrouble } from "./tunnel.ts";

/** A WhatsApp that is not WhatsApp, for tests and the sandbox. Never in production. */
export type Endpoint = {
  webSocketUrl: string;
  /** The key it signs its certificate with, for its own connections alone; null is WhatsApp's key. */
  rootKey: Uint8Array | null;
  /** Its media server: on the same host, any port. */
  ca?: string;
};

export const whatsappUrl = "wss://web.whatsapp.com/ws/chat";

/** Media hosts are handed out by the server: mmg.whatsapp.net, media-fra3-1.cdn.whatsapp.net and so on. */
export function mayDial(host: string, port: number, endpoint: Endpoint | null): boolean {
  if (endpoint === null) {
    return port === 443 && (host === "web.whatsapp.com" || /^([a-z0-9-]+\.)+whatsapp\.net$/.test(host));
  }
  // Its media server may have any port of the same machine.
  return host === new URL(endpoint.webSocketUrl).hostname;
}

/** How one sender's connections go. */
export type Route = {
  endpoint: Endpoint | null;
  proxy: Proxy | null;
  mayReach: MayReach;
  /** The proxy did not let it through; null when it did. */
  onProxy(trouble: TunnelTrouble | null): void;
};

export type GuardedAgents = {
  webSocket: HttpsAgent;
  upload: HttpsAgent;
  /** What Baileys hands to `fetch`. */
  download: RequestInit;
};

/** WhatsApp's server names the media hosts, so the check stands where connections are made. */
export function guardedAgents(route: Route): GuardedAgents {
  const { endpoint } = route;
  const tls = endpoint?.ca === undefined ? {} : { ca: endpoint.ca };
  const plain = endpoint !== null && new URL(endpoint.webSocketUrl).protocol === "ws:";
  return {
    // Baileys' type asks for an https agent; to a plain sandbox only an http one can speak.
    webSocket: plain
      ? (guard(new HttpAgent(), route, { plain }) as HttpsAgent)
      : guard(new HttpsAgent(tls), route),
    upload: guard(new HttpsAgent(tls), route),
    download: fetchOptions(guardedDispatcher(route, tls)),
  };
}

type Connected = (error: Error | null, stream: Duplex) => void;

function guard<Kind extends HttpAgent>(agent: Kind, route: Route, { plain = false } = {}): Kind {
  const direct = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = options.host ?? "localhost";
    const port = Number(options.port);
    if (!mayDial(host, port, route.endpoint)) throw refusal(host);
    if (route.proxy === null) return direct(options, callback);
    tunnelled(route, { host, port }).then(
      (socket) => callback?.(null, plain ? socket : secured(direct, options, socket)),
      (error: Error) => fail(callback, error),
    );
    return undefined;
  };
  return agent;
}

type Connect = HttpAgent["createConnection"];

/** Node's https agent speaks TLS over the socket it is handed instead of dialling one. */
function secured(direct: Connect, options: object, socket: Duplex): Duplex {
  const within: object = { ...options, socket };
  const stream = direct(within);
  if (!stream) throw new Error("An https agent connects at once.");
  return stream;
}

/** Node's type asks for a stream along with the error, its agent does not. */
function fail(callback: Connected | undefined, error: Error): void {
  const report = callback as ((error: Error) => void) | undefined;
  report?.(error);
}

async function tunnelled({ proxy, mayReach, onProxy }: Route, target: { host: string; port: number }) {
  if (proxy === null) throw new Error("There is no proxy to go through.");
  try {
    const socket = await openTunnel(proxy, target, mayReach);
    onProxy(null);
    return socket;
  } catch (error) {
    onProxy(error instanceof TunnelError ? error.trouble : "proxy_unreachable");
    throw error;
  }
}

/** Node's own fetch brings an older undici, whose handlers only the wrapper understands. */
function fetchOptions(agent: Dispatcher): RequestInit {
  const dispatcher: unknown = new Dispatcher1Wrapper(agent);
  return { dispatcher } as RequestInit;
}

function guardedDispatcher(route: Route, tls: { ca?: string }): Dispatcher {
  const connector = buildConnector(tls);
  const agent = new UndiciAgent({
    connect: (options, callback) => {
      const { hostname: host, protocol } = options;
      const port = Number(options.port) || (protocol === "https:" ? 443 : 80);
      if (!mayDial(host, port, route.endpoint)) return callback(refusal(host), null);
      if (route.proxy === null) return connector(options, callback);
      tunnelled(route, { host, port }).then(
        (socket) => {
          if (protocol === "https:") connector({ ...options, httpSocket: socket }, callback);
          else callback(null, socket);
        },
        (error: Error) => callback(error, null),
      );
    },
  });
  return agent.compose(cutShort);
}

/**
 * Baileys pipes what it downloads without listening for errors, and an error nobody listens for ends the
 * process: a download that breaks off arrives as one that is too short, which its decryption notices.
 */
const cutShort: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  let hasBegun = false;
  return dispatch(options, {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onResponseStart: (controller, status, headers, message) => {
      hasBegun = true;
      handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => {
      if (hasBegun) handler.onResponseEnd?.(controller, {});
      else handler.onResponseError?.(controller, error);
    },
  });
};

function refusal(host: string): Error {
  return new Error(`${host} is not a host of WhatsApp's: not dialled.`);
}
