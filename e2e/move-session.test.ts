// A linked phone moves to another tenant by the command line: it sends from there, and was never asked to scan again.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asks, linkPhone, messageIn, sessionIn } from "./outcome.ts";
import { simulate } from "./simulated.ts";
import { type Json, main, type Stack, startStack } from "./stack.ts";

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

async function addSender({ request }: Asks): Promise<string> {
  const { status, body } = await request("POST", "/v1/senders", { name: "Desk", transport: "whatsapp_web" });
  expect(status).toBe(201);
  return body["id"];
}

async function sent(asks: Asks, from: string, text: string): Promise<void> {
  const accepted = await asks.request("POST", "/v1/messages", {
    from,
    to: `+${friend}`,
    text: { body: text },
  });
  expect(accepted.status).toBe(202);
  await messageIn(asks, accepted.body["id"], "read");
}

/** Those WhatsApp knows of, with how often each has logged in. */
async function devices(): Promise<Json[]> {
  const { accounts } = await simulate(stack.simulatorUrl, "web");
  return accounts.find((account: Json) => account.phone === phone).devices;
}

test(
  "a session moves without a new QR code, and the phone has one linked device",
  { timeout: 180_000 },
  async () => {
    const from = await addSender(stack);
    await linkPhone(stack, { sender: from, phone, simulatorUrl: stack.simulatorUrl });
    await sent(stack, from, "from the old desk");
    const [device, ...others] = await devices();
    expect(others).toEqual([]);

    const refused = await stack.request("POST", `/v1/senders/${from}/session/export`, {
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
    expect(await sessionIn(stack, from, "stopped")).toMatchObject({ reason: "moved_elsewhere" });

    await waypost("tenants", "create", "--slug", "lotus", "--name", "Lotus");
    const made = JSON.parse(await waypost("keys", "create", "--tenant", "lotus", "--mode", "test", "--json"));
    expect(made.scopes).not.toContain("sessions:export");
    const authorization = `Bearer ${made.key}`;
    const theirs: Asks = {
      request: (method, path, body) => stack.request(method, path, body, { authorization }),
    };
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
    const ledger = await simulate(stack.simulatorUrl, `ledger?to=${friend}`);
    expect(ledger.data.map((copy: Json) => copy.text.body)).toEqual([
      "from the old desk",
      "from the new desk",
    ]);
    const after = await devices();
    expect(after.map(({ jid, linked_at }) => [jid, linked_at])).toEqual([[device.jid, device.linked_at]]);
    expect(after[0].logins).toBe(device.logins + 1);
    expect(await sessionIn(stack, from, "stopped")).toMatchObject({ reason: "moved_elsewhere" });

    const told = await waypost("doctor");
    expect(told).toContain('Session "Desk" (+15557010077, tenant lotus, test): connected');
    expect(told).toContain("moved_elsewhere");
  },
);
