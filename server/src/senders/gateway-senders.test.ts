// Senders over WAHA, WasenderApi and 360dialog, added and changed over the API.

import { createParser, senderResource } from "@waypost/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, createHarness, type Harness, newId } from "../http/harness.ts";
import { createSenderFinder } from "./find-sender.ts";
import { senderRoutes } from "./routes.ts";
import { openSecrets, webhookKeyOf } from "./secrets.ts";
import { readSendersOfShards } from "./store.ts";

let house: Harness;
let keys: { live: string; test: string };
let numbers = 0;

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
  keys = { live: (await tenant.key("live")).text, test: (await tenant.key("test")).text };
});
afterAll(() => house.close());

const secret = "a-webhook-secret-of-ours";
const phone = (): string => `+1555019${String((numbers += 1)).padStart(4, "0")}`;

const configs = {
  waha: () => ({
    base_url: "https://waha.example/gate/",
    session: `desk-${(numbers += 1)}`,
    api_key: "the-key",
    webhook_secret: secret,
  }),
  wasender: () => ({ phone_number: phone(), api_key: "the-key", webhook_secret: secret }),
  dialog360: () => ({
    phone_number_id: String(400_000_000 + (numbers += 1)),
    display_phone_number: phone(),
    api_key: "the-key",
    webhook_secret: secret,
  }),
};

type Gateway = keyof typeof configs;
const gateways: readonly Gateway[] = ["waha", "wasender", "dialog360"];

const add = (transport: Gateway, config: object, key = keys.live) =>
  ask(house, key, "POST /v1/senders", { body: { name: "Front desk", transport, config } });

async function kept(id: unknown) {
  const shards = Array.from({ length: 64 }, (_, shard) => shard);
  const uuid = String(id).replace(/^snd_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const row = (await readSendersOfShards(house.engine, [shards])).find((sender) => sender.id === uuid);
  if (row === undefined) throw new Error("the sender was added");
  return row;
}

describe.each(gateways)("a sender over %s", (transport) => {
  it("is shown without its secrets, which are sealed", async () => {
    const { status, body } = await add(transport, configs[transport]());
    expect([status, body["transport"]]).toEqual([201, transport]);
    expect(createParser(senderResource)(body)).toMatchObject({ ok: true });
    expect(JSON.stringify(body)).not.toMatch(/the-key|webhook-secret/);
    const row = await kept(body["id"]);
    expect(openSecrets(house.vault, row)).toEqual({ api_key: "the-key", webhook_secret: secret });
    expect(row.webhook_key).toBe(webhookKeyOf(house.vault, secret));
  });

  it("exists in both worlds", async () => {
    const { status, body } = await add(transport, configs[transport](), keys.test);
    expect([status, body["mode"]]).toEqual([201, "test"]);
  });

  it("is there once: the same number or session again is refused", async () => {
    const config = configs[transport]();
    expect((await add(transport, config)).status).toBe(201);
    const again = await add(transport, config);
    expect([again.status, again.body["code"]]).toEqual([409, "sender_in_use"]);
  });

  it("takes a new key and keeps the rest", async () => {
    const { body } = await add(transport, configs[transport]());
    const patch = { body: { config: { api_key: "another-key" } } };
    const changed = await ask(house, keys.live, `PATCH /v1/senders/${String(body["id"])}`, patch);
    expect([changed.status, changed.body["config"]]).toEqual([200, body["config"]]);
    const secrets = openSecrets(house.vault, await kept(body["id"]));
    expect(secrets).toEqual({ api_key: "another-key", webhook_secret: secret });
  });

  it.each([
    ["a secret that could be guessed", { webhook_secret: "short" }, "/config/webhook_secret"],
    ["a key that could break out of a header", { api_key: "a\r\nb" }, "/config/api_key"],
    ["an address that is none", { base_url: "ftp://gate.example" }, "/config/base_url"],
    ["a field it does not know", { apikey: "x" }, "/config/apikey"],
  ])("is refused with %s", async (_, more, path) => {
    const { status, body } = await add(transport, { ...configs[transport](), ...more });
    expect([status, body["code"]]).toEqual([422, "invalid_sender_config"]);
    expect(body["errors"]).toEqual([expect.objectContaining({ path })]);
  });
});

it.each([
  ["waha", { session: "another" }],
  ["waha", { base_url: "https://elsewhere.example" }],
  ["wasender", { phone_number: "+15550199999" }],
  ["dialog360", { phone_number_id: "7" }],
] as const)("over %s never becomes another number", async (transport, config) => {
  const { body } = await add(transport, configs[transport]());
  const path = `PATCH /v1/senders/${String(body["id"])}`;
  const changed = await ask(house, keys.live, path, { body: { config } });
  expect([changed.status, changed.body["code"]]).toEqual([422, "invalid_sender_config"]);
});

it("is protected where it lives on a phone, and paced like one", async () => {
  const answers = await Promise.all(gateways.map((transport) => add(transport, configs[transport]())));
  expect(
    answers.map(({ body }) => (body["protection"] as { preset?: string } | null)?.preset ?? null),
  ).toEqual(["normal", "normal", null]);
  const rows = await Promise.all(answers.map(({ body }) => kept(body["id"])));
  expect(rows.map(({ rate_per_second }) => rate_per_second)).toEqual([0.5, 0.5, 72]);
});
