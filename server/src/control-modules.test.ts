// The control process, started for real, has no WhatsApp library in it: what holds customers' sessions has no
// port.

import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { createTestDatabase } from "./kernel/postgres/test-database.ts";

/** Writes down each file Node loads, whoever asks for it and how, and tells them when asked. */
const witness = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on("message", (message) => message === "loaded?" && process.send({ type: "loaded", loaded }));
`)}`;

const whatsappLibrary =
  /\/node_modules\/(baileys|libsignal|whatsapp-rust-bridge)\/|\/transports\/whatsapp-web\//;

test("a control process that is ready and has answered has loaded none of it", async () => {
  const database = await createTestDatabase();
  const { child, ready } = start(fileURLToPath(new URL("main.ts", import.meta.url)), ["control"], {
    DATABASE_URL: database.url,
    WAYPOST_MASTER_KEY: randomBytes(32).toString("base64"),
    WAYPOST_PORT: String(await freePort()),
  });
  onTestFinished(async () => {
    await stop(child);
    await database.drop();
  });
  const { url } = await ready;
  for (const path of ["/readyz", "/openapi.json", "/v1/senders"]) await fetch(`${url}${path}`);
  const loaded = await filesOf(child);
  expect(loaded.some((file) => file.endsWith("/server/src/control.ts"))).toBe(true);
  expect(loaded.filter((file) => whatsappLibrary.test(file))).toEqual([]);
}, 60_000);

test("the same look finds it where it is loaded", async () => {
  const transport = new URL("transports/whatsapp-web/index.ts", import.meta.url).href;
  const program = `await import(${JSON.stringify(transport)}); process.send({ type: "ready", url: "" });`;
  const { child, ready } = start("data:", [], {}, ["--input-type=module", "--eval", program]);
  onTestFinished(() => stop(child));
  await ready;
  const loaded = await filesOf(child);
  for (const name of ["/baileys/", "/libsignal/"]) {
    expect(loaded.some((file) => file.includes(name) && whatsappLibrary.test(file))).toBe(true);
  }
}, 60_000);

type Message = { type?: string; url?: string; loaded?: string[] };

function start(module: string, args: string[], env: NodeJS.ProcessEnv, code: string[] = []) {
  const execArgv = ["--import", witness, ...code];
  const silent = {
    execArgv,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  } as const;
  const child = fork(module, args, { ...silent, stdio: [...silent.stdio] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ready = new Promise<{ url: string }>((resolve, reject) => {
    child.on("message", ({ type, url = "" }: Message) => type === "ready" && resolve({ url }));
    child.once("exit", (exitCode) => reject(new Error(`It ended with ${exitCode}: ${said}`)));
  });
  return { child, ready };
}

async function filesOf(child: ChildProcess): Promise<string[]> {
  const told: string[][] = [];
  child.on("message", ({ loaded }: Message) => loaded && told.push(loaded));
  child.send("loaded?");
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 10_000 });
  return told[0] ?? [];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
