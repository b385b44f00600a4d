// A WhatsApp Web sender's proxy: kept as a secret, shown as a place.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, createHarness, type Harness, newId } from "../http/harness.ts";
import { parseId } from "../kernel/ids.ts";
import { createSenderFinder } from "./find-sender.ts";
import { senderRoutes } from "./routes.ts";
import { openSecrets } from "./secrets.ts";
import { readSenderWithKeys } from "./store.ts";
import { readWebConfig } from "./web-config.ts";

let house: Harness;
let tenantId: string;
let key: string;

beforeAll(async () => {
  house = await createHarness(({ app, vault }) =>
    senderRoutes({
      vault,
      newId,
      finder: createSenderFinder({ db: app, now: Date.now }),
      clock: () => new Date(),
      sessionsOf: async () => new Map(),
      sandboxConfig: async () => null,
    }),
  );
  const tenant = await house.tenant();
  [tenantId, key] = [tenant.id, (await tenant.key("live")).text];
});
afterAll(() => house.close());

const add = (config: unknown) =>
  ask(house, key, "POST /v1/senders", { body: { name: "Phone", transport: "whatsapp_web", config } });

async function kept(id: unknown): Promise<Record<string, string>> {
  const name = [tenantId, "live", parseId("snd", String(id))];
  const [row] = await house.engine.transaction((tx) => readSenderWithKeys(tx, name));
  if (row === undefined) throw new Error("a sender that was just made");
  expect(row.secrets?.toString("latin1") ?? "").not.toContain("hunter2");
  expect(row.webhook_key).toBeNull();
  return openSecrets(house.vault, row);
}

describe("a sender's proxy", () => {
  const url = "socks5://desk:hunter2@proxy.example:1080";

  it("is kept sealed, for the driver to open, and shown without its password", async () => {
    const { status, body } = await add({ proxy_url: url });
    expect([status, body["config"]]).toEqual([201, { proxy: "proxy.example:1080" }]);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|desk:/);
    expect(await kept(body["id"])).toEqual({ proxy_url: url });
  });

  it("is changed, stays when something else changes, and is taken away by null", async () => {
    const { body } = await add({});
    const change = async (patch: unknown) =>
      (await ask(house, key, `PATCH /v1/senders/${String(body["id"])}`, { body: patch })).body["config"];
    expect(body["config"]).toEqual({});
    expect(await change({ config: { proxy_url: "http://10.0.0.7" } })).toEqual({ proxy: "10.0.0.7:80" });
    expect(await change({ name: "Reception" })).toEqual({ proxy: "10.0.0.7:80" });
    expect(await change({ config: {} })).toEqual({ proxy: "10.0.0.7:80" });
    expect(await kept(body["id"])).toEqual({ proxy_url: "http://10.0.0.7" });
    expect(await change({ config: { proxy_url: null } })).toEqual({});
    expect(await kept(body["id"])).toEqual({});
  });

  it.each([
    "proxy.example:1080",
    "ftp://proxy.example",
    "socks5://",
    "socks5://proxy.example/path",
    "http://proxy.example?x=1",
    "http://proxy.example:0",
    "http://proxy.example:99999",
    "http://a%zz@proxy.example",
    `http://${"u".repeat(256)}@proxy.example`,
    "socks5://proxy.example\r\nHost: x",
    "",
    7,
  ])("is refused as %j, new or changed", async (proxy_url) => {
    const created = await add({ proxy_url });
    const { body } = await add({});
    const patch = { config: { proxy_url } };
    const changed = await ask(house, key, `PATCH /v1/senders/${String(body["id"])}`, { body: patch });
    for (const answer of [created, changed]) {
      expect([answer.status, answer.body["code"]]).toEqual([422, "invalid_sender_config"]);
      expect(answer.body["errors"]).toContainEqual(expect.objectContaining({ path: "/config/proxy_url" }));
      expect(JSON.stringify(answer.body)).not.toContain("proxy.example");
    }
  });

  it("is the only thing to configure", async () => {
    const { status, body } = await add({ access_token: "x" });
    expect([status, body["errors"]]).toEqual([
      422,
      [expect.objectContaining({ path: "/config/access_token" })],
    ]);
  });
});

it.each([
  ["https://proxy.example", "proxy.example:443"],
  ["socks5://proxy.example", "proxy.example:1080"],
  ["http://[2001:db8::1]:3128/", "[2001:db8::1]:3128"],
  ["socks5://a%40b:c%3Ad@proxy.example:9", "proxy.example:9"],
])("%s is shown as %s", (proxy_url, proxy) => {
  expect(readWebConfig({ proxy_url })).toMatchObject({ ok: true, value: { config: { proxy } } });
});

it("shows neither name nor password, whatever they are", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9%:;!$&'()*+,=-]{4,40}$/).map((text) => `zz${text}zz`);
  fc.assert(
    fc.property(word, word, fc.constantFrom("http", "https", "socks5"), (user, password, scheme) => {
      const read = readWebConfig({ proxy_url: `${scheme}://${user}:${password}@proxy.example:81` });
      const shown = read.ok ? JSON.stringify(read.value.config) : JSON.stringify(read.errors);
      expect(shown).not.toContain("zz");
      if (read.ok) expect(read.value.config).toEqual({ proxy: "proxy.example:81" });
    }),
  );
});
