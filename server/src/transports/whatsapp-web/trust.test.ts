// Whom the driver talks to: only a server whose certificate is signed as it should be, on a host it may dial.

import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { Curve } from "baileys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guardedAgents, mayDial } from "./dial-guard.ts";
import { createWhatsAppWebTransport } from "./index.ts";
import { openLinked, openRig, send, text } from "./testing/rig.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

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
      "127.0.0.1",
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
    const agents = guardedAgents(null);
    const sandboxed = guardedAgents(whatsapp.endpoint);
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
    const allowed = whatsapp.endpoint.webSocketUrl.replace("ws:", "http:");
    expect((await fetch(allowed, sandboxed.download)).status).toBe(404);
  });
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
