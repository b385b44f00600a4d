// A sender behind a proxy: everything it dials goes through it, and nothing goes past it.

import { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { guardedAgents } from "./dial-guard.ts";
import { createWhatsAppWebTransport } from "./index.ts";
import { proxyOf } from "./proxy.ts";
import { proxyAddress, proxyPassword, startConnectProxy, startSocksProxy } from "./testing/proxies.ts";
import type { TestProxy } from "./testing/proxies.ts";
import { openLinked, openRig, promptTiming, send, text } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";
import { systemClock } from "./time.ts";
import type { Clock } from "./time.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  // The history is a file on a host that only WhatsApp's own client would dial.
  whatsapp = await startWhatsApp({ settings: { web: { history: "media" } } });
});
afterAll(() => whatsapp.stop());

/** Where this process connected to, but for the proxies themselves. */
let dialled: string[] = [];
beforeEach(() => {
  dialled = [];
  const original = Socket.prototype.connect;
  vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, ...args: unknown[]) {
    const where = JSON.stringify(args);
    if (!where.includes(`"localAddress":"${proxyAddress}"`)) dialled.push(where);
    return Reflect.apply(original, this, args) as Socket;
  });
});
afterEach(() => void vi.restoreAllMocks());

const dialledTo = (what: string | number) => dialled.filter((each) => each.includes(`${what}`));

/** Comes back at once; all else takes the time it takes. */
const brisk: Clock = {
  ...systemClock,
  after: (ms, run) =>
    systemClock.after(ms === promptTiming.ackMs || ms >= 45_000 ? ms : Math.min(ms, 50), run),
};

const image = { type: "image", image: { link: "https://cdn.example/a.png" } } as const;
let last = 5_511_970_000_000;
let people = 14_155_550_710;
const nextPerson = () => `+${++people}`;

describe.each([
  ["an HTTP proxy", startConnectProxy],
  ["a SOCKS5 proxy", startSocksProxy],
])("through %s", (_, startProxy) => {
  let proxy: TestProxy;
  let address: string;
  beforeEach(async () => {
    proxy = await startProxy();
    address = `+${++last}`;
  });
  afterEach(() => proxy.stop());

  const open = (options: Parameters<typeof openLinked>[1] = {}) =>
    openLinked(whatsapp, {
      address,
      secrets: { proxy_url: proxy.url },
      deps: { clock: brisk },
      ...options,
    });

  test("the socket, an upload and a download go, and none goes beside it", async () => {
    const rig = await open();
    const person = nextPerson();
    const socketHost = new URL(whatsapp.endpoint.webSocketUrl).host;
    expect(new Set(proxy.asked)).toEqual(new Set([socketHost]));

    expect(await send(rig, text(person))).toMatchObject({ kind: "accepted" });
    expect(await send(rig, { ...text(person), message: image })).toMatchObject({ kind: "accepted" });
    const mediaHost = proxy.asked.at(-1)!;
    expect(mediaHost).not.toBe(socketHost);
    await vi.waitFor(async () =>
      expect(await whatsapp.received(person)).toMatchObject([
        { type: "text" },
        { type: "image", image: { downloaded: true } },
      ]),
    );

    const uploads = proxy.asked.length;
    const data = Buffer.from("from a person").toString("base64");
    const reply = { type: "image", image: { data }, to: digits(address) };
    await whatsapp.post(`people/${digits(person)}/reply`, reply);
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(1));
    const found = await rig.session.fetchMedia(
      rig.inbound()[0]!.providerMessageId,
      AbortSignal.timeout(5000),
    );
    expect(found.kind === "found" && (await buffer(found.stream)).toString()).toBe("from a person");
    expect(proxy.asked.slice(uploads)).toEqual([mediaHost]);

    expect(dialledTo(mediaHost.split(":")[1]!)).toEqual([]);
    // The history: refused as no host of the sandbox's, not asked for past the guard.
    expect(dialledTo("mmg.whatsapp.net")).toEqual([]);
    await rig.session.close();
  }, 30_000);

  test("when it is gone nothing is dialled, messages wait, and people see why", async () => {
    const rig = await open();
    const person = nextPerson();
    await send(rig, { ...text(person), message: image });
    const mediaPort = proxy.asked.at(-1)!.split(":")[1]!;
    await proxy.stop();
    await rig.reaches("reconnecting", "proxy_unreachable");
    await rig.reaches("reconnecting", "proxy_unreachable");
    const brief = await rig.session.send({ ...text(person) }, AbortSignal.timeout(300));
    expect(brief).toMatchObject({ kind: "later", counts: false });
    expect((await whatsapp.get("web"))["sockets"]).toBe(0);
    expect(dialledTo(mediaPort)).toEqual([]);
    await rig.session.close();
  }, 20_000);

  test("one that lets the socket through and no media: the message waits, nothing goes past it", async () => {
    const rig = await open();
    const person = nextPerson();
    await send(rig, { ...text(person), message: image });
    const mediaPort = Number(proxy.asked.at(-1)!.split(":")[1]);
    proxy.refuse(mediaPort);
    const outcome = await send(rig, { ...text(person), message: image });
    expect(outcome).toMatchObject({ kind: "later" });
    await whatsapp.post(`people/${digits(person)}/reply`, { type: "image", image: {}, to: digits(address) });
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(1));
    const id = rig.inbound()[0]!.providerMessageId;
    expect(await rig.session.fetchMedia(id, AbortSignal.timeout(5000))).toEqual({ kind: "unavailable" });
    expect(dialledTo(mediaPort)).toEqual([]);
    await rig.session.close();
  }, 30_000);

  test("a login it does not take is said, and is in no word of ours", async () => {
    const secrets = { proxy_url: proxy.url.replace(/:[^:@]*@/, ":wr0ngpass@") };
    const rig = await openRig(whatsapp, { address, secrets, deps: { clock: brisk } });
    await rig.reaches("reconnecting", "proxy_refused");
    const outcome = await send(rig, text("+14155550713"), 200);
    expect(JSON.stringify([outcome, rig.events, rig.log])).not.toContain("wr0ngpass");
    await rig.session.close();
  });

  test("a live sender asks it for WhatsApp's names, which it looks up itself", async () => {
    proxy.refuse("all");
    const timing = promptTiming;
    const transport = createWhatsAppWebTransport({
      production: true,
      fetchMedia: () => Promise.reject(new Error("none")),
      log: () => {},
      mayReachProxy: () => true,
      clock: brisk,
      timing,
    });
    const rig = await openRig(whatsapp, { address, secrets: { proxy_url: proxy.url }, transport });
    await rig.reaches("reconnecting", "proxy_refused");
    await rig.session.close();
    const route = { endpoint: null, proxy: proxyOf(proxy.url), mayReach: () => true, onProxy: () => {} };
    await expect(fetch("https://mmg.whatsapp.net/v/x", guardedAgents(route).download)).rejects.toThrow();
    await expect(fetch("https://evil.example/v/x", guardedAgents(route).download)).rejects.toThrow();
    expect(new Set(proxy.asked)).toEqual(new Set(["web.whatsapp.com:443", "mmg.whatsapp.net:443"]));
    expect(dialledTo("whatsapp.")).toEqual([]);
  });
});

describe("the URL of a proxy", () => {
  test.each([
    ["http://10.0.0.1", { kind: "http", host: "10.0.0.1", port: 80, credentials: null }],
    ["https://proxy.example:8443/", { kind: "https", host: "proxy.example", port: 8443, credentials: null }],
    [
      "socks5://a%20b:c%3A%40@[2001:db8::1]:9050",
      { kind: "socks5", host: "2001:db8::1", port: 9050, credentials: { user: "a b", password: "c:@" } },
    ],
    ["socks5h://proxy.example", { kind: "socks5", host: "proxy.example", port: 1080, credentials: null }],
  ])("%s", (url, expected) => {
    expect(proxyOf(url)).toEqual(expected);
  });

  test.each([
    "",
    "proxy.example:8080",
    "ftp://proxy.example",
    "socks4://proxy.example",
    "http://proxy.example/path",
    "http://proxy.example?x",
    "http://proxy.example:0",
    "http://%ff@proxy.example",
    "javascript:alert(1)",
  ])("%j is none: the session says so, and dials nobody", async (url) => {
    const rig = await openRig(whatsapp, { address: "+5511970999999", secrets: { proxy_url: url } });
    await rig.reaches("stopped", "proxy_invalid");
    expect(await send(rig, text("+14155550714"))).toMatchObject({
      kind: "later",
      scope: "sender",
      afterMs: null,
      error: { code: "invalid_sender_config" },
    });
    expect(dialled).toEqual([]);
    await rig.session.close();
  });

  test("https speaks TLS to it, and trusts no certificate that nobody signed", async () => {
    const proxy = await startConnectProxy();
    const secrets = { proxy_url: proxy.url.replace("http:", "https:") };
    const rig = await openRig(whatsapp, { address: "+5511970999997", secrets, deps: { clock: brisk } });
    await rig.reaches("reconnecting", "proxy_unreachable");
    expect(proxy.asked).toEqual([]);
    await rig.session.close();
    await proxy.stop();
  });

  test("an address inside our network is dialled only where the operator allows it", async () => {
    const proxy = await startConnectProxy();
    const named = proxy.url.replace("127.0.0.1", "localhost");
    for (const url of [proxy.url, named]) {
      const deps = { clock: brisk, mayReachProxy: () => false };
      const rig = await openRig(whatsapp, { address: "+5511970999998", secrets: { proxy_url: url }, deps });
      await rig.reaches("reconnecting", "proxy_unreachable");
      await rig.session.close();
    }
    expect(proxy.asked).toEqual([]);
    expect(proxy.url).toContain(encodeURIComponent(proxyPassword));
    await proxy.stop();
  });
});
