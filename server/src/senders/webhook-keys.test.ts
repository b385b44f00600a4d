// The secrets that webhooks are checked with, and the senders found under them.

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createVault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { createTenant } from "../tenancy/index.ts";
import { insertAccount } from "./create-sender.ts";
import { findSendersByExternalIds } from "./find-by-external-id.ts";
import { webhookKeyOf } from "./secrets.ts";
import { createWebhookKeyReader } from "./webhook-keys.ts";

const newId = createIdMaker(Date.now);
const vault = createVault(randomBytes(32));
const tenants = [newId(), newId()] as const;

let database: TestDatabase;
let engine: Database;
let now = 0;
const problems: Error[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 2,
    onError: () => undefined,
  });
  for (const id of tenants) {
    await createTenant(engine, vault, { id, slug: `t-${id}`, name: "Marigold", defaultCountry: null });
  }
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});

async function addSender(tenantId: string, externalId: string, appSecret: string): Promise<string> {
  const account = {
    address: `+1555010${externalId.padStart(4, "0")}`,
    externalId,
    config: {},
    secrets: { access_token: "t", app_secret: appSecret, verify_token: `verify ${appSecret}` },
  };
  const sender = { name: "Front desk", transport: "cloud_api", account } as const;
  const row = await insertAccount({ vault, newId }, engine, { tenantId, mode: "live" }, sender);
  if (row === null) throw new Error("the number is free");
  return row.id;
}

const reader = () =>
  createWebhookKeyReader({ engine, vault, now: () => now, onError: (error) => void problems.push(error) });

it("knows each app's secret once, however many numbers and tenants it has", async () => {
  await addSender(tenants[0], "1", "app one");
  await addSender(tenants[0], "2", "app one");
  await addSender(tenants[1], "3", "app two");
  const { signing, verifyTokens } = await reader()();
  expect(signing.toSorted((a, b) => (a.appSecret < b.appSecret ? -1 : 1))).toEqual([
    { appSecret: "app one", webhookKey: webhookKeyOf(vault, "app one") },
    { appSecret: "app two", webhookKey: webhookKeyOf(vault, "app two") },
  ]);
  expect(verifyTokens).toEqual(new Set(["verify app one", "verify app two"]));
});

it("learns of a new secret within five seconds", async () => {
  const read = reader();
  await read();
  await addSender(tenants[1], "4", "app three");
  expect((await read()).verifyTokens.has("verify app three")).toBe(false);
  now += 4_999;
  expect((await read()).verifyTokens.has("verify app three")).toBe(true);
});

it("still knows the others when one sender's secrets are damaged", async () => {
  const id = await addSender(tenants[1], "5", "app four");
  await engine.query(
    "update sender set secrets = set_byte(secrets, 40, get_byte(secrets, 40) # 1) where id = $1",
    [id],
  );
  const { verifyTokens } = await reader()();
  expect([verifyTokens.has("verify app four"), verifyTokens.has("verify app one")]).toEqual([false, true]);
  expect(problems.at(-1)?.message).toContain(id);
});

it("finds senders by the provider's name under the secret that signed, and under no other", async () => {
  const ours = await addSender(tenants[0], "6", "app five");
  const [right, wrong] = ["app five", "app one"].map((secret) => webhookKeyOf(vault, secret)) as [
    string,
    string,
  ];
  const found = await findSendersByExternalIds(engine, [
    { webhookKey: right, externalId: "6" },
    { webhookKey: wrong, externalId: "6" },
    { webhookKey: right, externalId: "999" },
    { webhookKey: wrong, externalId: "1" },
  ]);
  expect(found.get(`${right} 6`)).toEqual({ tenantId: tenants[0], senderId: ours });
  expect([...found.keys()].toSorted()).toEqual([`${right} 6`, `${wrong} 1`].toSorted());
});
