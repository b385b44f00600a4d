// Every way a connection ends, what survives it, and what waits for the device meanwhile.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./testing/client.ts";
import { endOf, textOf } from "./testing/client.ts";
import { SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

const BUSINESS = "15551230300";

let sandbox: WebSandbox;
let client: Client;
beforeAll(async () => {
  sandbox = await startWebSandbox();
  client = await sandbox.link(BUSINESS);
});
afterAll(() => sandbox.stop());

const upsertOf = ({ upserts }: Client, text: string) =>
  upserts.find(({ message }) => !message.key.fromMe && textOf(message) === text);

test.each([
  ["restart", 515],
  ["replaced", 440],
  ["unavailable", 503],
  ["stream_end", 428],
  ["drop", 428],
])("%s ends in %i, and the same credentials log in again", async (how, code) => {
  const { body } = await sandbox.line(BUSINESS, "disconnect", { how });
  expect(body).toEqual({ disconnected: 1 });
  await expect.poll(() => endOf(client), SOON).toBe(code);
  client = await sandbox.login(client.memory);
});

test("silence: the client finds out by itself, with 408", async () => {
  await client.close();
  client = await sandbox.login(client.memory, { keepAliveIntervalMs: 200 });
  await sandbox.line(BUSINESS, "disconnect", { how: "silence" });
  await expect.poll(() => endOf(client), SOON).toBe(408);
  client = await sandbox.login(client.memory);
});

test.each([401, 403, 405, 503])("a login refused with %i, as long as the fault holds", async (reason) => {
  await client.close();
  await sandbox.control("PUT", "faults", { web: { connecting: { refuse_login: reason } } });
  const refused = sandbox.dial(client.memory);
  await expect.poll(() => endOf(refused), SOON).toBe(reason);
  await sandbox.control("PUT", "faults", {});
  client = await sandbox.login(client.memory);
});

test("versions below the minimum are refused with 405", async () => {
  await client.close();
  await sandbox.control("PUT", "faults", { web: { connecting: { minimum_version: 2_000_000_000 } } });
  const outdated = sandbox.dial(client.memory);
  await expect.poll(() => endOf(outdated), SOON).toBe(405);
  const current = await sandbox.login(client.memory, { version: [2, 3000, 2_000_000_001] });
  await current.close();
  await sandbox.control("PUT", "faults", {});
  client = await sandbox.login(client.memory);
});

test("a refused upgrade leaves the client hanging: no QR, no end", async () => {
  await client.close();
  await sandbox.control("PUT", "faults", { web: { connecting: { refuse_upgrade: 503 } } });
  const refused = await fetch(sandbox.config.web.url.replace("ws", "http"), {
    headers: { connection: "upgrade", upgrade: "websocket" },
  }).catch((problem: unknown) => problem);
  expect(refused).not.toBeInstanceOf(Response);
  const hanging = sandbox.dial(client.memory);
  await expect.poll(() => hanging.states, SOON).toHaveLength(1);
  expect(endOf(hanging)).toBeUndefined();
  await sandbox.control("PUT", "faults", {});
  client = await sandbox.login(client.memory);
});

test("a second login with the same credentials replaces the first: 440", async () => {
  const second = await sandbox.login(client.memory);
  await expect.poll(() => endOf(client), SOON).toBe(440);
  client = second;
});

test("who was replaced is not heard any more, even before they know", async () => {
  const send = (text: string) => client.socket.sendMessage("4915112340205@s.whatsapp.net", { text });
  await send("Warm");
  await expect.poll(() => sandbox.ledger("4915112340205"), SOON).toHaveLength(1);
  await sandbox.control("PUT", "faults", { web: { latency_ms: 500 } });
  await sandbox.line(BUSINESS, "disconnect", { how: "replaced" });
  await send("Ghost");
  await expect.poll(() => endOf(client), SOON).toBe(440);
  await sandbox.control("PUT", "faults", {});
  expect(await sandbox.ledger("4915112340205")).toHaveLength(1);
  client = await sandbox.login(client.memory);
});

test("what people write while the client is away waits for it, in order", async () => {
  await client.close();
  for (const text of ["One", "Two", "Three"]) {
    // oxlint-disable-next-line no-await-in-loop -- the order is the point
    await sandbox.person("4915112340200", "reply", { text, to: BUSINESS });
  }
  client = await sandbox.login(client.memory);
  await expect.poll(() => upsertOf(client, "Three"), SOON).toMatchObject({ type: "append" });
  const texts = client.upserts
    .filter(({ message }) => !message.key.fromMe)
    .map(({ message }) => textOf(message));
  expect(texts).toEqual(["One", "Two", "Three"]);
});

test("what a client was given but never confirmed is given again; what it confirmed is not", async () => {
  await sandbox.person("4915112340201", "reply", { text: "Confirmed", to: BUSINESS });
  await expect.poll(() => upsertOf(client, "Confirmed"), SOON).toBeTruthy();
  await expect.poll(async () => unconfirmed(await sandbox.control("GET", "web")), SOON).toBe(0);
  client.memory.stuck = true;
  await sandbox.person("4915112340201", "reply", { text: "Unconfirmed", to: BUSINESS });
  await expect.poll(async () => unconfirmed(await sandbox.control("GET", "web")), SOON).toBe(1);
  await sandbox.line(BUSINESS, "disconnect", { how: "drop" });
  client.memory.stuck = false;
  client = await sandbox.login(client.memory);
  await expect.poll(() => upsertOf(client, "Unconfirmed"), SOON).toMatchObject({ type: "append" });
  await expect.poll(async () => unconfirmed(await sandbox.control("GET", "web")), SOON).toBe(0);
  expect(upsertOf(client, "Confirmed")).toBeUndefined();
});

function unconfirmed({ body }: { body: object }): number {
  return Number(/"unconfirmed":(\d+)/.exec(JSON.stringify(body))?.[1]);
}

test("a ban ends the connection with 403 and every login after it, until it is lifted", async () => {
  await sandbox.line(BUSINESS, "ban");
  await expect.poll(() => endOf(client), SOON).toBe(403);
  const banned = sandbox.dial(client.memory);
  await expect.poll(() => endOf(banned), SOON).toBe(403);
  await sandbox.line(BUSINESS, "unban");
  client = await sandbox.login(client.memory);
});

test("unlinked from the phone: 401 now, and 401 for ever", async () => {
  const other = await sandbox.link("15551230301");
  expect((await sandbox.person("15551230301", "unlink")).body).toEqual({ unlinked: 1 });
  await expect.poll(() => endOf(other), SOON).toBe(401);
  const again = sandbox.dial(other.memory);
  await expect.poll(() => endOf(again), SOON).toBe(401);
  expect((await sandbox.person("15551230301", "unlink")).status).toBe(404);
});

test("a client that logs out is forgotten by its phone", async () => {
  const other = await sandbox.link("15551230302");
  await other.socket.logout();
  await expect.poll(() => endOf(other), SOON).toBe(401);
  await expect.poll(async () => (await sandbox.person("15551230302", "unlink")).status, SOON).toBe(404);
});

test("the connection breaks before a message is accepted, or after, by share", async () => {
  const send = (text: string) => client.socket.sendMessage("4915112340202@s.whatsapp.net", { text });
  await send("Warm");
  await expect.poll(() => sandbox.ledger("4915112340202"), SOON).toHaveLength(1);
  await sandbox.control("PUT", "faults", { web: { drop_before: 1 } });
  await send("Lost");
  await expect.poll(() => endOf(client), SOON).toBe(428);
  await sandbox.control("PUT", "faults", { web: { drop_after: 1 } });
  client = await sandbox.login(client.memory);
  await send("Arrived, unacknowledged");
  await expect.poll(() => endOf(client), SOON).toBe(428);
  await sandbox.control("PUT", "faults", {});
  const texts = (await sandbox.ledger("4915112340202")).map(({ text }) => text);
  expect(texts).toEqual([{ body: "Warm" }, { body: "Arrived, unacknowledged" }]);
  client = await sandbox.login(client.memory);
});

test("latency delays what the server says, and keeps its order", async () => {
  await sandbox.control("PUT", "faults", { web: { latency_ms: { min: 20, max: 60 } } });
  const before = client.acks.length;
  const started = performance.now();
  const ids = ["3EB0CCCCCCCCCCCCCCCC01", "3EB0CCCCCCCCCCCCCCCC02", "3EB0CCCCCCCCCCCCCCCC03"];
  for (const messageId of ids) {
    // oxlint-disable-next-line no-await-in-loop -- in turn
    await client.socket.sendMessage("4915112340203@s.whatsapp.net", { text: "Slow" }, { messageId });
  }
  await expect.poll(() => client.acks.slice(before).map(({ id }) => id), SOON).toEqual(ids);
  expect(performance.now() - started).toBeGreaterThan(40);
  await sandbox.control("PUT", "faults", {});
});

test("a reset forgets messages and bans, and keeps links", async () => {
  await sandbox.line(BUSINESS, "ban");
  await expect.poll(() => endOf(client), SOON).toBe(403);
  await sandbox.control("POST", "reset");
  client = await sandbox.login(client.memory);
  await client.socket.sendMessage("4915112340204@s.whatsapp.net", { text: "After" });
  await expect.poll(() => sandbox.ledger("4915112340204"), SOON).toHaveLength(1);
  expect((await sandbox.control("GET", "web")).body["tally"]).toMatchObject({ messages: 1 });
});

test("faults are limited to the numbers they name", async () => {
  await sandbox.control("PUT", "faults", {
    web: { only_numbers: ["15559999999"], connecting: { refuse_login: 503 } },
  });
  await client.close();
  client = await sandbox.login(client.memory);
  await sandbox.control("PUT", "faults", {});
});
