// Everything that calls out on a tenant's word, each with addresses that lead inside: none is dialled.

import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AttachedConfig, readConfig } from "./config.ts";
import { createGatewayTransports } from "./gateway-transports.ts";
import { UrlRefusedError } from "./kernel/guarded-fetch.ts";
import { createAddressRule } from "./kernel/public-address.ts";
import { vectors } from "./kernel/testing/ssrf-vectors.ts";
import { openTransportFiles, type TransportFiles } from "./transport-files.ts";
import { createCloudApiTransport } from "./transports/cloud-api/index.ts";
import type { Transport, TransportEvent } from "./transports/transport.ts";
import { proxyOf } from "./transports/whatsapp-web/proxy.ts";
import { openTunnel } from "./transports/whatsapp-web/tunnel.ts";

const dataDir = mkdtempSync(join(tmpdir(), "waypost-calls-out-"));
let inside: Server;
let port: number;
let connections = 0;
let files: TransportFiles;
let config: AttachedConfig;

beforeAll(async () => {
  inside = createServer((_request, response) => void response.end("inside")).listen(0);
  inside.on("connection", () => (connections += 1));
  await once(inside, "listening");
  port = (inside.address() as AddressInfo).port;
  const read = readConfig({ WAYPOST_DATA_DIR: dataDir, WAYPOST_SANDBOX: "off" });
  if ("problems" in read) throw new Error(read.problems.join());
  config = { ...read, databaseUrl: "postgresql://nowhere", masterKey: Buffer.alloc(32) };
  const noDatabase = (): Promise<never> => Promise.reject(new Error("nothing is asked of it"));
  files = await openTransportFiles(config, {
    db: { query: noDatabase, transaction: noDatabase, asTenants: noDatabase, close: noDatabase },
    vault: { derive: () => Buffer.alloc(32) },
  });
});
afterAll(async () => {
  await files.close();
  inside.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Those that need no name to be looked up, as names are the system's here. */
const literal = vectors.filter(
  ([, url]) => /^http:\/\/(\[|[\d０-９𝟘-𝟡.%])[^/]*:@\/$/u.test(url) && !url.includes(".example"),
);
const urls = (at: string): [string][] => literal.map(([, url]) => [url.replace(/:@\/$/, `${at}/`)]);

test("there are enough of them", () => expect(literal.length).toBeGreaterThan(250));

const send = {
  to: "+14155550123",
  message: { type: "text", text: { body: "Hi" } },
  correlation: "01890000-0000-7000-8000-000000000001.1",
} as const;

type Given = { config: Record<string, string>; secrets: Record<string, string> };

/** What becomes of a message over a sender that is configured so. */
async function outcomeOver(transport: Transport, { config: its, secrets }: Given): Promise<unknown> {
  const events: TransportEvent[] = [];
  const account = { senderId: "01890000-0000-7000-8000-000000000002", address: null, config: its, secrets };
  const session = await transport.open(account, async (told) => void events.push(...told));
  const outcome = await session.send(send, AbortSignal.timeout(5_000));
  await session.close();
  return outcome;
}

const refused = { kind: "later", error: { code: "invalid_sender_config" } };

describe("a file by its link in a message", () => {
  test.each(urls(""))("%s", async (url) => {
    await expect(files.fetchLink(url, AbortSignal.timeout(5_000))).rejects.toThrow(UrlRefusedError);
  });
});

describe("a person's file where their provider says it is", () => {
  test.each(urls(":8080"))("%s", async (url) => {
    const fetched = files.download.fetch(url, { authorization: "Bearer secret" }, AbortSignal.timeout(5_000));
    await expect(fetched).rejects.toThrow(UrlRefusedError);
  });
});

describe("a tenant's WAHA", () => {
  const waha = (): Transport => {
    const found = createGatewayTransports(config, {
      provide: (transport) => transport,
      download: { fetch: () => Promise.reject(new Error("none")), bytesMax: 0 },
    })({ transport: "waha", mode: "live" });
    if (found === null) throw new Error("there is a transport for WAHA");
    return found;
  };
  test.each(urls(":3000"))("%s", async (url) => {
    const secrets = { api_key: "k", webhook_secret: "a-webhook-secret-of-ours" };
    const outcome = await outcomeOver(waha(), { config: { base_url: url, session: "desk" }, secrets });
    expect(outcome).toMatchObject(refused);
  });
});

describe("a Graph server of a tenant's choice", () => {
  const transport = createCloudApiTransport({ graphOrigins: new Set(["https://graph.facebook.com"]) });
  test.each([
    ...urls(""),
    ["https://graph.facebook.com.evil.example/"],
    ["https://graph.facebook.com@evil.example/"],
  ])("%s", async (graph_url) => {
    const its = { graph_url, phone_number_id: "1", version: "v25.0" };
    const secrets = { access_token: "t", app_secret: "s", verify_token: "v" };
    expect(await outcomeOver(transport, { config: its, secrets })).toMatchObject(refused);
  });
});

describe.each(["wasender", "dialog360"] as const)("a %s server of a tenant's choice", (name) => {
  test.each(urls(""))("%s", async (base_url) => {
    const transport = createGatewayTransports(config, {
      provide: (each) => each,
      download: { fetch: () => Promise.reject(new Error("none")), bytesMax: 0 },
    })({ transport: name, mode: "live" });
    if (transport === null) throw new Error(`there is a transport for ${name}`);
    const secrets = { api_key: "k" };
    expect(
      await outcomeOver(transport, { config: { base_url, phone_number_id: "1" }, secrets }),
    ).toMatchObject(refused);
  });
});

describe("a sender's proxy", () => {
  const mayReach = createAddressRule([]);
  test.each(urls("").flatMap(([url]) => ["http", "socks5"].map((kind) => [url.replace(/^http/, kind)])))(
    "%s",
    async (url) => {
      const before = connections;
      const proxy = proxyOf(url.replace(/\/$/, `:${port}`));
      // What is no proxy's URL is not dialled at all.
      if (proxy !== null) {
        const target = { host: "web.whatsapp.com", port: 443 };
        await expect(openTunnel(proxy, target, mayReach)).rejects.toThrow("The proxy cannot be reached.");
      }
      expect(connections).toBe(before);
    },
  );
});
