// Whom a sender over a gateway may reach: a live one never the private network, a test one never the world.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AttachedConfig, readConfig } from "./config.ts";
import { createGatewayTransports, type GatewayFiles } from "./gateway-transports.ts";
import type { TransportEvent } from "./transports/transport.ts";

let internal: Server;
let asked = 0;
let port: number;
beforeAll(async () => {
  internal = createServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":"WORKING"}');
  });
  await new Promise<void>((resolve) => internal.listen(0, "127.0.0.1", resolve));
  port = (internal.address() as AddressInfo).port;
});
afterAll(() => void internal.close());

function configWith(env: Record<string, string>): AttachedConfig {
  const config = readConfig(env);
  if ("problems" in config) throw new Error(config.problems.join());
  return { ...config, databaseUrl: "postgresql://nowhere", masterKey: Buffer.alloc(32) };
}

const noFiles: GatewayFiles = {
  provide: (transport) => transport,
  download: { fetch: () => Promise.reject(new Error("none")), bytesMax: 0 },
};

const message = {
  to: "+14155550123",
  message: { type: "text", text: { body: "Hi" } },
  correlation: "01890000-0000-7000-8000-000000000001.1",
} as const;

async function attempt(config: AttachedConfig, mode: "live" | "test", base_url: string) {
  const events: TransportEvent[] = [];
  const transport = createGatewayTransports(config, noFiles)({ transport: "waha", mode });
  const session = await transport?.open(
    {
      senderId: "01890000-0000-7000-8000-000000000002",
      address: null,
      config: { base_url, session: "desk" },
      secrets: { api_key: "k", webhook_secret: "a-webhook-secret-of-ours" },
    },
    async (told) => void events.push(...told),
  );
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), 5_000);
  const outcome = await session?.send(message, AbortSignal.timeout(5_000));
  await session?.close();
  return { state: events[0]?.kind === "session" ? events[0].reason : null, outcome };
}

test.each([
  "http://127.0.0.1:3000",
  "http://169.254.169.254",
  "http://10.0.0.8:3000",
  "http://[::1]:3000",
  "https://waha.example:22",
  "http://user@waha.example",
])("a live WAHA at %s is refused, and says so", async (base_url) => {
  const { state, outcome } = await attempt(configWith({}), "live", base_url);
  expect(state).toBe("sender_config_invalid");
  expect(outcome).toMatchObject({ kind: "later", error: { code: "invalid_sender_config" } });
});

test("a name that leads into the private network is not dialled", async () => {
  // Refused by the connection itself, which looks at the address it is about to dial.
  const { state, outcome } = await attempt(configWith({}), "live", "http://localhost:8080");
  expect(state).toBe("gateway_unreachable");
  expect(outcome).toMatchObject({ kind: "later", error: { code: "connection_failed" } });
  expect(asked).toBe(0);
});

test("what the operator allows may be reached", async () => {
  const config = configWith({ WAYPOST_PRIVATE_NETWORKS: "127.0.0.0/8" });
  const { state } = await attempt(config, "live", "http://127.0.0.1:3000");
  expect(state).toBe("gateway_unreachable");
});

test("a test sender reaches the simulator and nothing else", async () => {
  const config = configWith({ WAYPOST_SIMULATOR_PORT: String(port) });
  const elsewhere = await attempt(config, "test", "https://waha.example");
  expect(elsewhere.state).toBe("sender_config_invalid");
  await attempt(config, "test", `http://127.0.0.1:${port}/waha`);
  expect(asked).toBeGreaterThan(0);
});

test.each(["wasender", "dialog360"] as const)(
  "a test sender over %s never reaches the real one",
  async (transport) => {
    const config = configWith({ WAYPOST_SIMULATOR_PORT: String(port) });
    const account = { senderId: "s", address: null, config: {}, secrets: { api_key: "k" } };
    const session = await createGatewayTransports(
      config,
      noFiles,
    )({ transport, mode: "test" })?.open(account, async () => {});
    const outcome = await session?.send(message, AbortSignal.timeout(5_000));
    expect(outcome).toMatchObject({ kind: "later", error: { code: "invalid_sender_config" } });
  },
);

test("without a simulator there is nothing for test senders", () => {
  const find = createGatewayTransports(configWith({ WAYPOST_SANDBOX: "off" }), noFiles);
  expect(find({ transport: "waha", mode: "test" })).toBeNull();
  expect(find({ transport: "cloud_api", mode: "live" })).toBeNull();
});
