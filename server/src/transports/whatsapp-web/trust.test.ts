// Whom the driver talks to: only a server whose certificate is signed as it should be, on a host it may dial.

import dns from "node:dns";
import { createServer, get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import type { AddressInfo } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Curve, WA_CERT_DETAILS } from "baileys";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { guardedAgents, mayDial } from "./dial-guard.ts";
import type { Endpoint, Route } from "./dial-guard.ts";
import { createWhatsAppWebTransport } from "./index.ts";
import { trusting } from "./repairs/signatures.ts";
import { openLinked, openRig, send, text } from "./testing/rig.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

function routeTo(endpoint: Endpoint | null): Route {
  return { endpoint, proxy: null, mayReach: () => false, onProxy: () => {} };
}

const fetchMedia = () => Promise.reject(new Error("none"));

describe("the server's certificate", () => {
  test("signed by another root ends the handshake, and it is tried again slowly only", async () => {
    const endpoint = { ...whatsapp.endpoint, rootKey: Curve.generateKeyPair().public };
    const rig = await openRig(whatsapp, { deps: { endpoint } });
    await rig.reaches("reconnecting", "server_not_trusted");
    expect(rig.states()).not.toContain("pairing");
    await rig.session.close();
  });
});

describe("a live sender beside a sandbox one", () => {
  test("does not trust the sandbox's root, though it dials the sandbox", async () => {
    const sandboxed = await openLinked(whatsapp, { address: "+5511960000010" });
    // As a live sender's connection, but for where it goes: a name hijacked, a proxy that lies.
    const endpoint = { ...whatsapp.endpoint, rootKey: null };
    const live = await openRig(whatsapp, { address: "+5511960000011", deps: { endpoint } });
    await live.reaches("reconnecting", "server_not_trusted");
    expect(live.states()).not.toContain("pairing");
    await live.session.close();
    // The sandbox's own goes on, and comes back.
    await whatsapp.disconnect("+5511960000010", "drop");
    await sandboxed.reaches("connected");
    expect(await send(sandboxed, text("+14155550701"))).toMatchObject({ kind: "accepted" });
    await sandboxed.session.close();
  });

  test("does not, even when it is opened from within a callback of the sandbox's connection", async () => {
    const endpoint = { ...whatsapp.endpoint, rootKey: null };
    const opened = trusting(whatsapp.endpoint.rootKey, () =>
      openRig(whatsapp, { address: "+5511960000012", deps: { endpoint } }),
    );
    const live = await opened;
    await live.reaches("reconnecting", "server_not_trusted");
    await live.session.close();
  });

  test("and nothing in the process can change whom it trusts", () => {
    expect(() => Object.assign(WA_CERT_DETAILS, { PUBLIC_KEY: whatsapp.endpoint.rootKey })).toThrow();
    expect(WA_CERT_DETAILS.PUBLIC_KEY).not.toEqual(whatsapp.endpoint.rootKey);
  });
});

describe("the hosts", () => {
  test("are WhatsApp's, over TLS", () => {
    const yes = [
      "web.whatsapp.com",
      "mmg.whatsapp.net",
      "media-fra3-1.cdn.whatsapp.net",
      "media.fgig1-1.fna.whatsapp.net",
    ];
    const no = [
      "whatsapp.com",
      "evil.example",
      "whatsapp.net",
      "mmg.whatsapp.net.evil.example",
      "xwhatsapp.net",
      "WEB.WHATSAPP.COM",
      "web.whatsapp.com.",
      "web.whatsapp.com@evil.example",
      "mmg.whatsapp.net\u0000.evil.example",
      "127.0.0.1",
      "[::1]",
      "localhost",
      "",
    ];
    for (const host of yes) expect([host, mayDial(host, 443, null)]).toEqual([host, true]);
    for (const host of no) expect([host, mayDial(host, 443, null)]).toEqual([host, false]);
    expect(mayDial("web.whatsapp.com", 80, null)).toBe(false);
  });

  test("with a sandbox are the sandbox's alone", () => {
    expect(mayDial("127.0.0.1", 5555, whatsapp.endpoint)).toBe(true);
    expect(mayDial("web.whatsapp.com", 443, whatsapp.endpoint)).toBe(false);
  });

  test("cannot be chosen in production", () => {
    const { endpoint } = whatsapp;
    expect(() =>
      createWhatsAppWebTransport({ production: true, endpoint, fetchMedia, log: () => {} }),
    ).toThrow("In production");
  });

  test("are checked where connections are made: upload, download and the socket itself", async () => {
    const lookups = vi.spyOn(dns, "lookup");
    const agents = guardedAgents(routeTo(null));
    const sandboxed = guardedAgents(routeTo(whatsapp.endpoint));
    const refused = /not a host of WhatsApp's/;
    await expect(dial(() => httpsGet("https://evil.example/", { agent: agents.upload }))).rejects.toThrow(
      refused,
    );
    await expect(dial(() => httpsGet("https://evil.example/", { agent: agents.webSocket }))).rejects.toThrow(
      refused,
    );
    await expect(dial(() => httpGet("http://evil.example/", { agent: sandboxed.webSocket }))).rejects.toThrow(
      refused,
    );
    const download = fetch("https://evil.example/", agents.download).catch((error: unknown) => {
      throw error instanceof Error ? error.cause : error;
    });
    await expect(download).rejects.toThrow(refused);
    // Of a host that is not dialled the name is not looked up either: a look-up tells, too.
    expect(lookups).not.toHaveBeenCalled();
    const allowed = whatsapp.endpoint.webSocketUrl.replace("ws:", "http:");
    expect((await fetch(allowed, sandboxed.download)).status).toBe(404);
  });
});

test("a download that breaks off ends early, and not the process with it", async () => {
  const host = createServer((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("the first part", () => response.destroy());
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const { port } = host.address() as AddressInfo;
  const { download } = guardedAgents(routeTo(whatsapp.endpoint));
  const { body } = await fetch(`http://127.0.0.1:${port}/`, download);
  // As Baileys does it.
  const decrypted = Readable.fromWeb(body!).pipe(new PassThrough());
  expect((await buffer(decrypted)).toString()).toBe("the first part");
  await new Promise((resolve) => host.close(resolve));
});

describe("the privacy token of a contact", () => {
  test("is issued once and kept, not issued again with every message and lost", async () => {
    const rig = await openLinked(whatsapp, { address: "+5511960000001" });
    const tokenWrites: string[] = [];
    rig.memory.onWrite = (changes) => {
      for (const { type, id } of changes) if (type === "tctoken" && id.endsWith("@lid")) tokenWrites.push(id);
    };
    for (let i = 0; i < 10; i++) await send(rig, text("+14155550700"));
    await expect.poll(() => tokenWrites.length).toBeGreaterThan(0);
    expect([...rig.memory.rows.keys()].filter((key) => key.startsWith("tctoken/")).length).toBeGreaterThan(0);
    expect(new Set(tokenWrites).size).toBe(1);
    expect(tokenWrites.length).toBeLessThan(5);
    await rig.session.close();
  });
});

function dial(request: () => ReturnType<typeof httpGet>): Promise<void> {
  return new Promise((resolve, reject) => {
    request()
      .on("response", () => resolve())
      .on("error", reject);
  });
}
