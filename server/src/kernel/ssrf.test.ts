// Five hundred ways inside, against the guard as it is: real servers outside and inside, and names that are looked up.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedFetch, type Guarded, type GuardOptions, UrlRefusedError } from "./guarded-fetch.ts";
import { createAddressRule } from "./public-address.ts";
import { vectors, zone } from "./testing/ssrf-vectors.ts";

/** The internet, as far as these tests have one. What an operator allows is reached like what is public. */
const internet = "127.0.0.2";

const servers: Server[] = [];
let port: number;
let guarded: Guarded;
const reached: string[] = [];
const lookedUp: string[] = [];

beforeAll(async () => {
  port = await listen(internet, 0, answerOutside);
  await listen("127.0.0.1", port, answerInside);
  await listen("::1", port, answerInside);
  guarded = guard();
});
afterAll(async () => {
  await guarded.close();
  for (const server of servers) server.close();
});
beforeEach(() => {
  reached.splice(0);
  lookedUp.splice(0);
});

async function listen(
  host: string,
  at: number,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer).listen(at, host);
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function answerInside({ url, headers }: IncomingMessage, response: ServerResponse): void {
  reached.push(`${headers.host} ${url}`);
  response.end("inside");
}

/** Redirects to where its path says, as often as it says, and with the status it says. */
function answerOutside({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  const [, how, to] = /^\/(\w+)\/(.*)$/.exec(url) ?? [];
  if (url === "/loop") return void response.writeHead(302, { location: "/loop" }).end();
  if (how === "twice") return void response.writeHead(302, { location: `/to/${to}` }).end();
  if (how === "thrice") return void response.writeHead(302, { location: `/twice/${to}` }).end();
  if (how === "refresh") return void response.writeHead(200, { refresh: `0;url=${to}` }).end("outside");
  if (to === undefined) return void response.end("outside");
  const status = Number(how);
  response.writeHead(Number.isNaN(status) ? 302 : status, { location: to }).end("inside?");
}

function guard(more: Partial<GuardOptions> = {}): Guarded {
  return createGuardedFetch({
    mayReach: createAddressRule([`${internet}/32`]),
    bytesMax: 10_000,
    ports: [port],
    lookup: lookUp as NonNullable<GuardOptions["lookup"]>,
    ...more,
  });
}

type Answered = (error: Error | null, addresses: LookupAddress[]) => void;

function lookUp(name: string, _options: unknown, answer: Answered): void {
  lookedUp.push(name);
  const addresses = resolve(name.toLowerCase().replace(/\.$/, ""));
  if (addresses === null) return answer(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
  answer(null, found(addresses));
}

function resolve(name: string): readonly string[] | null {
  const entry = zone[name];
  if (entry === undefined) return null;
  return "alias" in entry ? resolve(entry.alias) : entry;
}

function found(addresses: readonly string[]): LookupAddress[] {
  return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
}

const fetchText = async (from: Guarded, url: string): Promise<string> =>
  text((await from.fetch(url, AbortSignal.timeout(5_000))).stream);

test.each(vectors)("%s", async (_, template) => {
  const url = template.replaceAll(/(?<=:)@(?=[/\\:?# ]|$)/g, String(port));
  const outcome = await fetchText(guarded, url).catch((error: Error & { code?: string }) => error);
  expect(reached).toEqual([]);
  // Refused before anything was dialled, or never more than the public server's own answer.
  if (typeof outcome === "string") expect(outcome).toBe("outside");
  else if (outcome.code !== "ENOTFOUND") expect(outcome).toBeInstanceOf(UrlRefusedError);
});

describe("what may be reached", () => {
  test.each([
    ["by name", "http://public.example:@/"],
    ["by an alias", "http://alias.example:@/"],
    ["by a name with a dot at its end", "http://public.example.:@/"],
    ["in capitals", "HTTP://PUBLIC.EXAMPLE:@/"],
    ["by its address", `http://${internet}:@/`],
    ["by its address, written as one number", "http://2130706434:@/"],
    ["behind a redirect", "http://public.example:@/to/http://alias.example:@/"],
    ["behind three", "http://public.example:@/thrice/http://alias.example:@/"],
  ])("is reached %s", async (_, url) => {
    expect(await fetchText(guarded, url.replaceAll(":@", `:${port}`))).toBe("outside");
    expect(reached).toEqual([]);
  });

  test("is not reached behind four redirects, nor behind one where none is followed", async () => {
    const [once_, four] = ["/to/http://public.example:@/", "/thrice//to/http://public.example:@/"].map(
      (path) => `http://public.example:${port}${path.replaceAll(":@", `:${port}`)}`,
    );
    await expect(fetchText(guarded, four ?? "")).rejects.toThrow(/too often/);
    const strict = guard({ redirectsMax: 0 });
    await expect(fetchText(strict, once_ ?? "")).rejects.toThrow(UrlRefusedError);
    expect(await fetchText(strict, `http://public.example:${port}/`)).toBe("outside");
    await strict.close();
  });
});

describe("a name that changes its mind", () => {
  test.each([
    ["public, then inside", [internet], ["127.0.0.1"]],
    ["inside, then public", ["127.0.0.1"], [internet]],
    ["public, then both", [internet], [internet, "127.0.0.1"]],
    ["public, then IPv6 inside", [internet], ["::1"]],
  ])("never leads inside: %s", async (_, ...answers) => {
    let asked = 0;
    const lookup = (_name: string, _options: unknown, answer: Answered): void =>
      answer(null, found(answers[asked++ % answers.length] ?? []));
    // A connection for each fetch, so that the name is asked every time.
    for (let round = 0; round < 10; round++) {
      const rebinding = guard({ lookup: lookup as NonNullable<GuardOptions["lookup"]> });
      const outcome = await fetchText(rebinding, `http://rebinding.example:${port}/`).catch(
        (error: Error) => error,
      );
      if (typeof outcome === "string") expect(outcome).toBe("outside");
      else expect(outcome).toBeInstanceOf(UrlRefusedError);
      await rebinding.close();
    }
    expect(asked).toBe(10);
    expect(reached).toEqual([]);
  });
});

test("a guard that lets everybody through is seen by these very vectors", async () => {
  const open = guard({ mayReach: () => true });
  expect(await fetchText(open, `http://localhost:${port}/`)).toBe("inside");
  expect(reached).toHaveLength(1);
  await open.close();
});
