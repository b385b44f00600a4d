// Several devices of one account, decryption that fails and is repaired, and businesses among themselves.
import { WAProto } from "baileys";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./testing/client.ts";
import { statusOf, textOf } from "./testing/client.ts";
import { at, SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

const { READ } = WAProto.WebMessageInfo.Status;
const BUSINESS = "15551230400";

let sandbox: WebSandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await startWebSandbox();
  client = await sandbox.link(BUSINESS);
});
afterAll(() => sandbox.stop());

const heard = (by: Client, text: string) => by.upserts.filter(({ message }) => textOf(message) === text);

async function tally(): Promise<Record<string, number>> {
  const { body } = await sandbox.control("GET", "web");
  return body["tally"] as Record<string, number>;
}

test("both devices get what people write; what one sends, the other shows", async () => {
  const second = await sandbox.link(BUSINESS);
  await sandbox.person("4915112340300", "reply", { text: "To both", to: BUSINESS });
  await expect
    .poll(() => [heard(client, "To both"), heard(second, "To both")], SOON)
    .toMatchObject([[{}], [{}]]);
  await client.socket.sendMessage(at("4915112340300"), { text: "From the first" });
  await expect
    .poll(() => heard(second, "From the first"), SOON)
    .toMatchObject([{ message: { key: { fromMe: true } } }]);
  await sandbox.person(BUSINESS, "unlink", { device: 2 });
});

test("a phone that cannot decrypt asks again, and gets the same message under the same id", async () => {
  const phone = "4915112340301";
  await client.socket.sendMessage(at(phone), { text: "First" });
  await expect.poll(() => sandbox.ledger(phone), SOON).toHaveLength(1);
  await sandbox.control("PUT", "faults", { web: { phone_retry: 1 } });
  const sent = await client.socket.sendMessage(at(phone), { text: "Again, please" });
  const id = sent?.key.id ?? "";
  await expect.poll(() => statusOf(client, id), SOON).toBe(READ);
  expect(await sandbox.ledger(phone)).toMatchObject([
    { repeats: 0 },
    { id, text: { body: "Again, please" }, repeats: 0 },
  ]);
  expect((await tally())["phoneRetries"]).toBeGreaterThan(0);
  await sandbox.control("PUT", "faults", {});
});

test("a device that cannot decrypt asks again, and the person's phone encrypts anew", async () => {
  const phone = "4915112340302";
  await sandbox.control("PUT", "faults", { web: { device_retry: 1 } });
  await sandbox.person(phone, "reply", { text: "Garbled at first", to: BUSINESS });
  await expect.poll(() => heard(client, "Garbled at first"), SOON).toHaveLength(1);
  expect((await tally())["deviceRetries"]).toBeGreaterThan(0);
  await sandbox.control("PUT", "faults", {});
  await expect
    .poll(async () => JSON.stringify((await sandbox.control("GET", "web")).body), SOON)
    .toMatch(/"unconfirmed":0/);
  await sandbox.person(phone, "reply", { text: "Clear now", to: BUSINESS });
  await expect.poll(() => heard(client, "Clear now"), SOON).toHaveLength(1);
});

test("two businesses talk with each other, device to device", async () => {
  const other = await sandbox.link("15551230401");
  const sent = await client.socket.sendMessage(at("15551230401"), { text: "Business to business" });
  await expect.poll(() => heard(other, "Business to business"), SOON).toHaveLength(1);
  await expect.poll(() => statusOf(client, sent?.key.id ?? ""), SOON).toBe(READ);
  expect(await sandbox.ledger("15551230401")).toHaveLength(1);
});

test("a device that runs out of one-time keys is told, and uploads more", async () => {
  const other = await sandbox.link("15551230402");
  const user = { tag: "user", attrs: { jid: `${BUSINESS}:1@s.whatsapp.net` } };
  const users = Array.from({ length: (await keysLeft()) - 3 }, () => user);
  await other.socket.query({
    tag: "iq",
    attrs: { xmlns: "encrypt", type: "get", to: "@s.whatsapp.net" },
    content: [{ tag: "key", attrs: {}, content: users }],
  });
  await expect.poll(keysLeft, SOON).toBeGreaterThanOrEqual(5);
});

async function keysLeft(): Promise<number> {
  const { body } = await sandbox.control("GET", "web");
  return Number(/"pre_keys":(\d+)/.exec(JSON.stringify(body))?.[1]);
}
