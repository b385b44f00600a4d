// What a restart of the simulator leaves of linked devices: nothing, unless it is given a file.
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSimulator } from "../index.ts";
import { connect, endOf, isReady, newMemory, qrOf, statusOf, textOf } from "./testing/client.ts";
import { at, SOON, startWebSandbox } from "./testing/web-sandbox.ts";

const BUSINESS = "15551230600";
const READ = 4;

test("without a file a restarted simulator knows no device: 401", async () => {
  const first = await startWebSandbox();
  const { memory } = await first.link(BUSINESS);
  await first.stop();
  const second = await startWebSandbox();
  onTestFinished(() => second.stop());
  const forgotten = second.dial(memory);
  await expect.poll(() => endOf(forgotten), SOON).toBe(401);
});

test("with a file devices stay linked, and conversations go on with people who have new keys", async () => {
  const directory = await mkdtemp(join(tmpdir(), "links-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const linksFile = join(directory, "links.json");
  const first = await startWebSandbox({ linksFile });
  const { memory, socket } = await first.link(BUSINESS);
  const person = "4915112340500";
  await socket.sendMessage(at(person), { text: "Before" });
  await expect.poll(() => first.ledger(person), SOON).toHaveLength(1);
  const root = first.config.web.certificate_root;
  await first.stop();

  const second = await startWebSandbox({ linksFile });
  onTestFinished(() => second.stop());
  expect(second.config.web.certificate_root).toBe(root);
  const meanwhile = () => second.person(person, "reply", { text: "Meanwhile", to: BUSINESS });
  await expect.poll(async () => (await meanwhile()).status, SOON).toBe(200);
  const client = await second.login(memory);
  const sent = await client.socket.sendMessage(at(person), { text: "After" });
  await expect.poll(() => statusOf(client, sent?.key.id ?? ""), SOON).toBe(READ);
  await second.person(person, "reply", { text: "Still here", to: BUSINESS });
  const heard = () => client.upserts.map(({ message }) => textOf(message));
  await expect.poll(heard, SOON).toEqual(expect.arrayContaining(["Meanwhile", "Still here"]));
  expect(await readdir(directory)).toEqual(["links.json"]);
});

test("a file that is something else is refused, not overwritten", async () => {
  const directory = await mkdtemp(join(tmpdir(), "links-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const linksFile = join(directory, "links.json");
  await writeFile(linksFile, '{"something":"else"}');
  expect(() => createSimulator({ linksFile })).toThrow("is no file of WhatsApp Web links");
});

test("stopped and started again, the same simulator still knows its devices", async () => {
  const simulator = createSimulator();
  onTestFinished(() => simulator.stop());
  const { url } = await simulator.start();
  const client = connect(simulator.config().web.url, newMemory());
  await expect.poll(() => qrOf(client), SOON).toBeTruthy();
  const body = JSON.stringify({ qr: qrOf(client) });
  await fetch(`${url}/_sim/people/${BUSINESS}/scan`, { method: "POST", body });
  await expect.poll(() => endOf(client), SOON).toBe(515);
  await simulator.stop();
  await simulator.start();
  const again = connect(simulator.config().web.url, client.memory);
  onTestFinished(() => again.close());
  await expect.poll(() => isReady(again), SOON).toBe(true);
});
