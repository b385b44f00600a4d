// The receiver of docs/webhooks.md, on the reader's own Node: it takes what Waypost signs, once, and nothing else.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readExamples } from "./code-blocks.ts";
import { readersNode } from "./workshop.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const directory = mkdtempSync(join(tmpdir(), "waypost-webhooks-"));
let receiver: ChildProcess;
let port: number;
let printed = "";

beforeAll(async () => {
  const example = readExamples("docs/webhooks.md").find(({ file }) => file === "receiver.mjs");
  writeFileSync(join(directory, "receiver.mjs"), example?.code ?? "");
  const env = { ...process.env, PORT: "0", WAYPOST_WEBHOOK_SECRET: secret };
  receiver = spawn(readersNode, [join(directory, "receiver.mjs")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  receiver.stdout?.on("data", (chunk: Buffer) => void (printed += chunk.toString()));
  await vi.waitFor(() => expect(printed).toMatch(/listening on \d+/), { timeout: 20_000 });
  port = Number(/\d+/.exec(printed)?.[0]);
});
afterAll(() => {
  receiver?.kill();
  rmSync(directory, { recursive: true, force: true });
});

async function tell(body: string, signed = body): Promise<number> {
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": String(at.getTime() / 1_000),
    // As while a secret is replaced, with another signature before it.
    "webhook-signature": `v1,AAAA ${new Webhook(secret).sign("evt_1", at, signed)}`,
  };
  return (await fetch(`http://127.0.0.1:${port}/in`, { method: "POST", headers, body })).status;
}

test("it takes what is signed, acts on it once, and refuses what was changed", async () => {
  const body = JSON.stringify({ type: "message.read", data: { id: "evt_1", message_id: "msg_7" } });
  expect([await tell(body), await tell(body)]).toEqual([204, 204]);
  expect(await tell(body, `${body} `)).toBe(400);
  // What it printed comes another way than what it answered.
  await vi.waitFor(
    () => expect(printed.split("\n").filter((line) => line === "message.read msg_7")).toHaveLength(1),
    { timeout: 10_000 },
  );
});
