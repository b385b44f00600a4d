// Fetches a URL of a stranger's choice without becoming their way into our own network.

import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { Agent, buildConnector, request } from "undici";
import type { AddressRule } from "./public-address.ts";

export type Guarded = {
  /**
   * Rejects with UrlRefusedError for what may not be fetched, with other errors for what cannot. `headers` go to the
   * URL's own origin, and to no other it redirects to.
   */
  fetch(
    url: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ stream: Readable; contentType: string | null }>;
  close(): Promise<void>;
};

/** Says no more than that: what an internal host would have answered is none of the caller's business. */
export class UrlRefusedError extends Error {
  constructor(why: string) {
    super(`The URL may not be fetched: ${why}.`);
    this.name = "UrlRefusedError";
  }
}

export type GuardOptions = {
  mayReach: AddressRule;
  /** Bytes; the stream fails beyond it, whatever the server announced. */
  bytesMax: number;
  /** Ports besides the web's usual ones. */
  ports?: readonly number[];
  /** How many redirects are followed, each checked like the first URL; 3 when not given. */
  redirectsMax?: number;
  /** For tests; names are resolved by the system otherwise. */
  lookup?: typeof systemLookup;
};

const redirectsUsual = 3;
const webPorts: readonly number[] = [80, 443, 8080, 8443];

export function createGuardedFetch(options: GuardOptions): Guarded {
  const agent = new Agent({
    connect: guardedConnector(options),
    headersTimeout: 15_000,
    bodyTimeout: 15_000,
    maxHeaderSize: 16_384,
  });
  return {
    fetch: (url, signal, headers = {}) =>
      follow(options, agent, { url, signal, headers, left: options.redirectsMax ?? redirectsUsual }),
    close: () => agent.close(),
  };
}

type Step = { url: string; signal: AbortSignal; headers: Readonly<Record<string, string>>; left: number };

/** Every hop is checked like the first: a redirect is another stranger's choice. */
async function follow(
  options: GuardOptions,
  agent: Agent,
  { url, signal, headers: sent, left }: Step,
): ReturnType<Guarded["fetch"]> {
  const target = checkUrl(url, options.mayReach, options.ports);
  const response = await request(target, { dispatcher: agent, signal, method: "GET", headers: sent });
  const { statusCode, headers, body } = response;
  const location = headers["location"];
  if (statusCode >= 300 && statusCode < 400 && typeof location === "string") {
    await body.dump();
    if (left === 0) throw new UrlRefusedError("it redirects too often");
    const next = new URL(location, target);
    const carried = next.origin === target.origin ? sent : {};
    return follow(options, agent, { url: next.href, signal, headers: carried, left: left - 1 });
  }
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`The server of the URL answered ${statusCode}.`);
  }
  const type = headers["content-type"];
  return {
    stream: Readable.from(limited(body, options.bytesMax)),
    contentType: typeof type === "string" ? type : null,
  };
}

export function checkUrl(text: string, mayReach: AddressRule, ports: readonly number[] = []): URL {
  if (text.length > 2_048) throw new UrlRefusedError("it is too long");
  const url = URL.parse(text);
  if (url === null) throw new UrlRefusedError("it is not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new UrlRefusedError("only http and https are");
  if (url.username !== "" || url.password !== "") throw new UrlRefusedError("it carries a user name");
  const port = Number(url.port);
  if (url.port !== "" && !webPorts.includes(port) && !ports.includes(port))
    throw new UrlRefusedError("its port is not one of the web's");
  // A literal address is dialled without a look-up, so it is looked at here.
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0 && !mayReach(literal)) throw new UrlRefusedError("its address is not public");
  return url;
}

async function* limited(body: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new UrlRefusedError(`it is larger than ${bytesMax} bytes`);
    yield chunk;
  }
}

/**
 * The address that was checked is the one that is dialled, because the check is the look-up of the connection itself:
 * a name that answers differently the second time (DNS rebinding) is not asked a second time. One forbidden address
 * among many refuses the name.
 */
export function guardedConnector({
  mayReach,
  lookup = systemLookup,
}: Pick<GuardOptions, "mayReach" | "lookup">): buildConnector.connector {
  const guardedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [], 0);
      const refused = addresses.length === 0 || addresses.some(({ address }) => !mayReach(address));
      if (refused) return callback(new UrlRefusedError("its address is not public"), [], 0);
      if (options.all === true) return callback(null, addresses);
      callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 0);
    });
  };
  return buildConnector({ timeout: 5_000, lookup: guardedLookup });
}
