// A linked phone moves to another tenant by the command line: it sends from there, and was never asked to scan again.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));
const phone = "15557010077";
const friend = "14155550211";

let stack: Stack;
let scratch: string;
beforeAll(async () => {
  [stack, scratch] = await Promise.all([startStack(), mkdtemp(join(tmpdir(), "waypost move "))]);
  await writeFile(join(scratch, "words"), "correct horse battery\n");
}, 90_000);
afterAll(async () => {
  await stack?.stop();
  await rm(scratch, { recursive: true, force: true });
}, 60_000);

async function waypost(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env: stack.env });
  return stdout;
}

async function simulated(path: string, body?: object): Promise<Json> {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`${stack.simulatorUrl}/_sim/${path}`, init);
  expect(response.status).toBeLessThan(300);
  return response.json();
}

type Asker = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>;

async function addSender(ask: Asker): Promise<string> {
  const { status, body } = await ask("POST", "/v1/senders", { name: "Desk", transport: "whatsapp_web" });
  expect(status).toBe(201);
  return body["id"];
}

async function sessionIn(ask: Asker, sender: string, state: string): Promise<Json> {
  return vi.waitFor(
    async () => {
      const { body } = await ask("GET", `/v1/senders/${sender}/session`);
      expect(body["state"]).toBe(state);
      return body;
    },
    { timeout: 40_000, interval: 200 },
  );
}

async function sent(ask: Asker, from: string, text: string): Promise<void> {
  const accepted = await ask("POST", "/v1/messages", { from, to: `+${friend}`, text: { body: text } });
  expect(accepted.status).toBe(202);
  await vi.waitFor(
    async () => {
      const { body } = await ask("GET", `/v1/messages/${accepted.body["id"]}`);
      expect(body["status"], JSON.stringify(body["timeline"])).toBe("read");
    },
    { timeout: 40_000, interval: 200 },
  );
}

/** Those WhatsApp knows of, with how often each has logged in. */
async function devices(): Promise<Json[]> {
  const { accounts } = await simulated("web");
  return accounts.find((account: Json) => account.phone === phone).devices;
}

test(
  "a session moves without a new QR code, and the phone has one linked device",
  { timeout: 180_000 },
  async () => {
    const ours: Asker = (method, path, body) => stack.request(method, path, body);
    const from = await addSender(ours);
    await ours("POST", `/v1/senders/${from}/session/start`);
    const qr = await vi.waitFor(
      async () => {
        const { status, body } = await ours("GET", `/v1/senders/${from}/session/qr`);
        expect(status).toBe(200);
        return body["qr"];
      },
      { timeout: 30_000 },
    );
    await simulated(`people/${phone}/scan`, { qr });
    await sessionIn(ours, from, "connected");
    await sent(ours, from, "from the old desk");
    const [device, ...others] = await devices();
    expect(others).toEqual([]);

    const refused = await ours("POST", `/v1/senders/${from}/session/export`, {
      passphrase: "correct horse battery",
    });
    expect(refused.body["code"]).toBe("insufficient_scope");
    const file = join(scratch, "desk.session");
    const words = ["--passphrase-file", join(scratch, "words")];
    expect(await waypost("session", "export", "--sender", from, "--out", file, ...words)).toContain(
      `+${phone}`,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, "latin1")).slice(0, 200)).toContain("waypost-session");
    expect(await sessionIn(ours, from, "stopped")).toMatchObject({ reason: "moved_elsewhere" });

    await waypost("tenants", "create", "--slug", "lotus", "--name", "Lotus");
    const made = JSON.parse(await waypost("keys", "create", "--tenant", "lotus", "--mode", "test", "--json"));
    expect(made.scopes).not.toContain("sessions:export");
    const authorization = `Bearer ${made.key}`;
    const theirs: Asker = (method, path, body) => stack.request(method, path, body, { authorization });
    const to = await addSender(theirs);
    await waypost(
      "session",
      "import",
      "--tenant",
      "lotus",
      "--sender",
      to,
      "--in",
      file,
      "--start",
      ...words,
    );
    await sessionIn(theirs, to, "connected");
    await sent(theirs, to, "from the new desk");
    const ledger = await simulated(`ledger?to=${friend}`);
    expect(ledger.data.map((copy: Json) => copy.text.body)).toEqual([
      "from the old desk",
      "from the new desk",
    ]);
    const after = await devices();
    expect(after.map(({ jid, linked_at }) => [jid, linked_at])).toEqual([[device.jid, device.linked_at]]);
    expect(after[0].logins).toBe(device.logins + 1);
    expect(await sessionIn(ours, from, "stopped")).toMatchObject({ reason: "moved_elsewhere" });

    const told = await waypost("doctor");
    expect(told).toContain('Session "Desk" (+15557010077, tenant lotus, test): connected');
    expect(told).toContain("moved_elsewhere");
  },
);
