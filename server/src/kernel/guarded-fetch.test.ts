// What a stranger's URL can reach, and what it cannot, by literal address, by name and by redirect.

import { createServer, type RequestListener, type Server } from "node:http";
import type { lookup } from "node:dns";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { checkUrl, createGuardedFetch, type Guarded, UrlRefusedError } from "./guarded-fetch.ts";
import { createAddressRule } from "./public-address.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const forbidden = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "0",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "192.88.99.1",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[fe80::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[ff02::1]",
  "[2002:7f00:1::]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::1]",
  "[100::1]",
  "[2001:db8::1]",
  "[2001::1]",
  "[5f00::1]",
  "[::ffff:169.254.169.254]",
  "①②⑦.⓪.⓪.①",
];

describe("a literal address", () => {
  const rule = createAddressRule([]);
  test.each(forbidden)("%s is refused", (host) => {
    expect(() => checkUrl(`http://${host}/`, rule)).toThrow(UrlRefusedError);
  });

  test.each(["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]", "1.1.1.1"])(
    "%s is public",
    (host) => {
      expect(checkUrl(`https://${host}/a`, rule).pathname).toBe("/a");
    },
  );

  test("of the operator's own network is admitted, its neighbour is not", () => {
    const own = createAddressRule(["10.1.0.0/16", "fd00::/8"]);
    expect(checkUrl("http://10.1.2.3/", own).hostname).toBe("10.1.2.3");
    expect(checkUrl("http://[fd00::9]/", own).hostname).toBe("[fd00::9]");
    expect(() => checkUrl("http://10.2.0.1/", own)).toThrow(UrlRefusedError);
  });
});

test.each([
  "ftp://example.com/",
  "file:///etc/passwd",
  "http://user:pass@example.com/",
  "http://example.com:22/",
  "https://example.com:6379/",
  "not a url",
  `https://example.com/${"a".repeat(2_100)}`,
])("%s is refused before anything is dialled", (url) => {
  expect(() => checkUrl(url, createAddressRule([]))).toThrow(UrlRefusedError);
});

describe("a name", () => {
  test("with one private address among public ones is refused", async () => {
    const guarded = guard({ "mixed.example": ["93.184.215.14", "10.0.0.7"] });
    await expect(guarded.fetch("http://mixed.example/", signal())).rejects.toThrow(/not public/);
  });

  test("that answers differently the second time is dialled where it was checked", async () => {
    const server = await serve((_request, response) => response.end("ours"));
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const rebinding = createGuardedFetch({
      mayReach: createAddressRule(["127.0.0.0/8"]),
      bytesMax: 100,
      ports: [portOf(server)],
      lookup: fakeLookup(() => answers.shift() ?? []),
    });
    closing.push(() => rebinding.close());
    const { stream } = await fetchPort(rebinding, server, "rebinding.example");
    expect(await text(stream)).toBe("ours");
    expect(answers).toHaveLength(1);
  });
});

describe("a server", () => {
  test("that redirects into our network is not followed there", async () => {
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
    );
    const guarded = guard({ "public.example": ["127.0.0.1"] }, server);
    await expect(fetchPort(guarded, server, "public.example")).rejects.toThrow(UrlRefusedError);
  });

  test("hears our headers, and no other it redirects to does", async () => {
    const heard: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      heard.push(`other ${request.headers.authorization}`);
      response.end("file");
    });
    const server = await serve((request, response) => {
      heard.push(`${request.url} ${request.headers.authorization}`);
      const location = request.url === "/" ? "/again" : `http://other.example:${portOf(other)}/`;
      response.writeHead(302, { location }).end();
    });
    const guarded = createGuardedFetch({
      mayReach: createAddressRule(["127.0.0.0/8"]),
      bytesMax: 1_000,
      ports: [portOf(server), portOf(other)],
      lookup: fakeLookup(() => ["127.0.0.1"]),
    });
    closing.push(() => guarded.close());
    const url = `http://public.example:${portOf(server)}/`;
    const { stream } = await guarded.fetch(url, signal(), { authorization: "Bearer secret" });
    expect(await text(stream)).toBe("file");
    expect(heard).toEqual(["/ Bearer secret", "/again Bearer secret", "other undefined"]);
  });

  test("that sends more than is allowed is cut off, whatever it announced", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "image/png" });
      response.end(Buffer.alloc(5_000));
    });
    const guarded = guard({ "public.example": ["127.0.0.1"] }, server);
    const { stream, contentType } = await fetchPort(guarded, server, "public.example");
    expect(contentType).toBe("image/png");
    await expect(text(stream)).rejects.toThrow(/larger than/);
  });
});

const signal = (): AbortSignal => AbortSignal.timeout(5_000);

/** With a server of ours, loopback counts as a network of the operator's, and the server's port as one of the web's. */
function guard(names: Record<string, string[]>, ours?: Server): Guarded {
  const guarded = createGuardedFetch({
    mayReach: createAddressRule(ours === undefined ? [] : ["127.0.0.0/8"]),
    bytesMax: 1_000,
    ports: ours === undefined ? [] : [portOf(ours)],
    lookup: fakeLookup((name) => names[name] ?? []),
  });
  closing.push(() => guarded.close());
  return guarded;
}

function fakeLookup(answer: (name: string) => string[]): typeof lookup {
  const fake = (name: string, _options: unknown, callback: (error: null, found: object[]) => void): void =>
    callback(
      null,
      answer(name).map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  return fake as typeof lookup;
}

function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  closing.push(() => new Promise((done) => server.close(done)));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function fetchPort(guarded: Guarded, server: Server, host: string): ReturnType<Guarded["fetch"]> {
  return guarded.fetch(`http://${host}:${portOf(server)}/`, signal());
}
