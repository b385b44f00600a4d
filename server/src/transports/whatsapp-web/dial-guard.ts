// Which hosts this process may dial for WhatsApp Web: WhatsApp's, or the one sandbox it was given.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Agent as UndiciAgent, buildConnector, Dispatcher1Wrapper } from "undici";

/** A WhatsApp that is not WhatsApp, for tests and the sandbox. Never in production. */
export type Endpoint = {
  webSocketUrl: string;
  /** The key it signs its certificate with, in place of WhatsApp's. Holds for the whole process. */
  rootKey: Uint8Array;
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

export type GuardedAgents = {
  webSocket: HttpsAgent;
  upload: HttpsAgent;
  /** What Baileys hands to `fetch`. */
  download: RequestInit;
};

/** WhatsApp's server names the media hosts, so the check stands where connections are made. */
export function guardedAgents(endpoint: Endpoint | null): GuardedAgents {
  const tls = endpoint?.ca === undefined ? {} : { ca: endpoint.ca };
  const plain = endpoint !== null && new URL(endpoint.webSocketUrl).protocol === "ws:";
  return {
    // Baileys' type asks for an https agent; to a plain sandbox only an http one can speak.
    webSocket: plain
      ? (guard(new HttpAgent(), endpoint) as HttpsAgent)
      : guard(new HttpsAgent(tls), endpoint),
    upload: guard(new HttpsAgent(tls), endpoint),
    download: fetchOptions(guardedDispatcher(endpoint, tls)),
  };
}

function guard<Kind extends HttpAgent>(agent: Kind, endpoint: Endpoint | null): Kind {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = options.host ?? "localhost";
    if (!mayDial(host, Number(options.port), endpoint)) throw refusal(host);
    return connect(options, callback);
  };
  return agent;
}

/** Node's own fetch brings an older undici, whose handlers only the wrapper understands. */
function fetchOptions(agent: UndiciAgent): RequestInit {
  const dispatcher: unknown = new Dispatcher1Wrapper(agent);
  return { dispatcher } as RequestInit;
}

function guardedDispatcher(endpoint: Endpoint | null, tls: { ca?: string }): UndiciAgent {
  const connector = buildConnector(tls);
  return new UndiciAgent({
    connect: (options, callback) => {
      const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
      if (mayDial(options.hostname, port, endpoint)) connector(options, callback);
      else callback(refusal(options.hostname), null);
    },
  });
}

function refusal(host: string): Error {
  return new Error(`${host} is not a host of WhatsApp's: not dialled.`);
}
