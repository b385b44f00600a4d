// Many sessions on one simulator, and the simulator that loads nothing of all this until it is asked.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WAProto } from "baileys";
import { expect, onTestFinished, test } from "vitest";
import type { Client } from "./testing/client.ts";
import { statusOf } from "./testing/client.ts";
import { at, SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

const READ: number = WAProto.WebMessageInfo.Status.READ;
const SESSIONS = 50;
/** Clients make 800 keys when they first log in; this many at a time. */
const AT_A_TIME = 10;

test("50 sessions at once: each links, sends, is answered, and comes back after a common drop", async () => {
  const sandbox = await startWebSandbox();
  onTestFinished(() => sandbox.stop());
  const phones = Array.from({ length: SESSIONS }, (_, index) => `15551231${String(100 + index)}`);
  const clients = await linkAll(sandbox, phones);
  const ids = await Promise.all(
    clients.map(async ({ socket }, index) => {
      const sent = await socket.sendMessage(at(`4915112341${100 + index}`), { text: `Session ${index}` });
      return sent?.key.id ?? "";
    }),
  );
  const answered = () => clients.filter((client, index) => statusOf(client, ids[index] ?? "") === READ);
  await expect.poll(() => answered().length, SOON).toBe(SESSIONS);
  await Promise.all(phones.map((phone) => sandbox.line(phone, "disconnect", { how: "drop" })));
  await Promise.all(clients.map(({ memory }) => sandbox.login(memory)));
  expect((await sandbox.control("GET", "web")).body["sockets"]).toBe(SESSIONS);
  expect((await sandbox.control("GET", "ledger/summary")).body).toMatchObject({
    received: SESSIONS,
    repeats: 0,
  });
}, 120_000);

async function linkAll(sandbox: WebSandbox, phones: readonly string[]): Promise<Client[]> {
  const clients: Client[] = [];
  for (let from = 0; from < phones.length; from += AT_A_TIME) {
    const some = phones.slice(from, from + AT_A_TIME);
    // oxlint-disable-next-line no-await-in-loop -- a few at a time is the point
    clients.push(...(await Promise.all(some.map((phone) => sandbox.link(phone)))));
  }
  return clients;
}

test("the protocol is loaded only when somebody knocks at this door", async () => {
  const probe = fileURLToPath(new URL("testing/loaded-modules.ts", import.meta.url));
  const child = fork(probe, { execArgv: [] });
  const [loaded] = await once(child, "message");
  expect(loaded).toEqual({ before: false, after: true });
});
