// Secrets, numbers and texts go through every flow of the product, and are found nowhere but where they belong.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { leaksIn, type Leak, type Sentinel } from "./canary/sentinels.ts";
import { type EchoingProvider, startEchoingProvider } from "./canary/echoing-provider.ts";
import { signUp } from "./canary/person.ts";
import { leaksInDatabase, leaksInFiles, leaksInProcesses } from "./canary/places.ts";
import { linkPhone, messageIn, sessionIn } from "./outcome.ts";
import { received, simulate } from "./simulated.ts";
import { type Answer, type Json, main, type Stack, startStack } from "./stack.ts";

const mark = randomBytes(5).toString("hex");
/** Digits that nothing else has by accident. */
const phones = ["14155557391", "14155557392", "14155557393"] as const;
const linked = "15557017391";
const words = {
  body: `kanari body ${mark} ñ`,
  caption: `kanari caption ${mark}`,
  variable: `kanari variable ${mark}`,
  reply: `kanari reply ${mark}`,
  file: `kanari file content ${mark}`,
};
const secrets = {
  appSecret: `kanariappsecret${mark}`,
  wahaKey: `kanariwahakey${mark}`,
  webhookSecret: `kanari-webhook-secret-${mark}`,
  proxyPassword: `kanariproxy${mark}`,
  filePassphrase: `kanari pass phrase ${mark}`,
  password: `kanari-ladder-blossom-${mark}`,
};

let stack: Stack;
let provider: EchoingProvider;
let scratch: string;
/** Everything that was answered to a request that failed. */
const problems: string[] = [];
/** What commands printed, of those that print no secret on purpose. */
const printed: string[] = [];
const sentinels: Sentinel[] = [];

beforeAll(async () => {
  [stack, provider, scratch] = await Promise.all([
    startStack({ WAYPOST_LOG_LEVEL: "debug", WAYPOST_PRIVATE_NETWORKS: "127.0.0.0/8" }),
    startEchoingProvider(),
    mkdtemp(join(tmpdir(), "waypost canary ")),
  ]);
  sentinels.push(
    ...Object.entries(secrets).map(([name, value]) => ({ name, kind: "secret" as const, value })),
    ...Object.entries(words).map(([name, value]) => ({ name, kind: "personal" as const, value })),
    ...[...phones, linked].map((value, n) => ({ name: `phone ${n}`, kind: "personal" as const, value })),
  );
}, 90_000);
afterAll(async () => {
  provider?.stop();
  await stack?.stop();
  await rm(scratch, { recursive: true, force: true });
}, 60_000);

async function waypost(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { env: stack.env });
  return stdout + stderr;
}

async function ask(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
  const answer = await stack.request(method, path, body, headers);
  if (answer.status >= 400) problems.push(JSON.stringify([answer.body, [...answer.headers]]));
  return answer;
}

async function made(method: string, path: string, body?: unknown): Promise<Json> {
  const answer = await ask(method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

const secret = (name: string, value: string): void => void sentinels.push({ name, kind: "secret", value });

/** A JPEG of 8 × 8 grey pixels with a comment. */
function picture(comment: string): Buffer {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, text.length + 2]);
  const rest = Buffer.from("ffc0000b080008000801011100ffda0008010100003f00d2cf20ffd9", "hex");
  return Buffer.concat([head, text, rest]);
}

async function upload(): Promise<Json> {
  const response = await fetch(`${stack.apiUrl}/v1/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "image/jpeg" },
    body: new Uint8Array(picture(words.file)),
  });
  expect(response.status).toBe(201);
  return response.json();
}

describe("what is told in confidence", { timeout: 60_000 }, () => {
  let web: string;

  test("goes through keys, apps and senders", async () => {
    const { key } = JSON.parse(
      await waypost("keys", "create", "--tenant", "default", "--mode", "live", "--json"),
    );
    secret("API key", key);
    const live = { authorization: `Bearer ${key}` };
    const sandbox = await simulate(stack.simulatorUrl, "config");
    secret("access token", sandbox.access_token);
    secret("app secret of the sandbox", sandbox.app_secret);
    secret("verify token", sandbox.verify_token);
    secret("master key", (await readFile(join(stack.env["WAYPOST_DATA_DIR"]!, "master.key"), "utf8")).trim());
    await made("PUT", "/v1/meta-app", { app_id: "31337", app_secret: secrets.appSecret });
    const config = {
      base_url: provider.url,
      session: "echo",
      api_key: secrets.wahaKey,
      webhook_secret: secrets.webhookSecret,
    };
    const waha = await ask("POST", "/v1/senders", { name: "Echo", transport: "waha", config }, live);
    expect(waha.status).toBe(201);
    await ask("POST", `/v1/senders/${waha.body.id}/session/start`, undefined, live);
    await vi.waitFor(() => expect(provider.requests()).toBeGreaterThan(1), { timeout: 20_000 });
    const message = { from: waha.body.id, to: `+${phones[2]}`, text: { body: words.body } };
    expect((await ask("POST", "/v1/messages", message, live)).status).toBe(202);
    await made("POST", "/v1/senders", {
      name: "Behind a proxy",
      transport: "whatsapp_web",
      config: { proxy_url: `http://us:${secrets.proxyPassword}@127.0.0.1:9` },
    });
  });

  test("goes through a person's sign-in", async () => {
    const who = { email: "ada@example.com", password: secrets.password };
    const { cookie, totpSecret, problems: refused } = await signUp(stack, who);
    secret("cookie", cookie);
    secret("authenticator's secret", totpSecret);
    expect(refused).toHaveLength(3);
    problems.push(...refused);
  });

  test("goes through a linked phone, messages, files and replies", async () => {
    web = (await made("POST", "/v1/senders", { name: "Desk", transport: "whatsapp_web" })).id;
    await linkPhone(stack, { sender: web, phone: linked, simulatorUrl: stack.simulatorUrl });
    const { id } = await upload();
    const [first, second] = phones;
    const sent = await Promise.all([
      made("POST", "/v1/messages", { to: `+${first}`, text: { body: words.body } }),
      made("POST", "/v1/messages", { to: `+${first}`, type: "image", image: { id, caption: words.caption } }),
      made("POST", "/v1/messages", { from: web, to: `+${second}`, text: { body: words.body } }),
      made("POST", "/v1/messages", {
        from: web,
        to: `+${second}`,
        type: "image",
        image: { id, caption: words.caption },
      }),
    ]);
    await simulate(stack.simulatorUrl, `people/${first}/reply`, "POST", { text: words.reply });
    await simulate(stack.simulatorUrl, `people/${second}/reply`, "POST", { text: words.reply, to: linked });
    await Promise.all(sent.map((message) => messageIn(stack, message.id, "read")));
    await vi.waitFor(
      async () => {
        expect((await made("GET", "/v1/messages/received")).data).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
  });

  test("goes through a template", async () => {
    await simulate(stack.simulatorUrl, "settings", "PUT", { templates: { review_ms: 0 } });
    const example = { body_text: [["Asha"]] };
    const components = [{ type: "BODY", text: "Hi {{1}}, your order has left us.", example }];
    const template = { name: "order_shipped", language: "en_US", category: "UTILITY", components };
    const { id } = await made("POST", "/v1/templates", { ...template, submit: true });
    await vi.waitFor(
      async () => {
        expect((await made("GET", `/v1/templates/${id}`)).status).toBe("APPROVED");
      },
      { timeout: 20_000 },
    );
    const named = { name: "order_shipped", language: "en_US", variables: { 1: words.variable } };
    const sent = await made("POST", "/v1/messages", {
      to: `+${phones[0]}`,
      type: "template",
      template: named,
    });
    await messageIn(stack, sent.id, "read");
  });

  test("goes into the wrong fields, addresses and headers", async () => {
    const everything = sentinels.map(({ value }) => value);
    for (const value of everything) {
      const inPath = encodeURIComponent(value);
      await ask("GET", `/v1/messages/${inPath}`);
      await ask("GET", `/v1/messages?limit=${inPath}&api_key=${inPath}`);
      await ask("POST", "/v1/messages", {
        to: value,
        type: value,
        [value]: value,
        text: { body: words.body },
      });
      await ask("POST", "/v1/senders", {
        name: "X",
        transport: "cloud_api",
        config: { access_token: { value } },
      });
      await ask("GET", "/v1/messages", undefined, { authorization: `Bearer ${encodeURIComponent(value)}` });
    }
    for (const body of [`{"text": "${words.body}"`, JSON.stringify(everything)]) {
      const headers = { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/json" };
      const broken = await fetch(`${stack.apiUrl}/v1/messages`, { method: "POST", headers, body });
      expect([400, 422]).toContain(broken.status);
      problems.push(await broken.text());
    }
    expect(problems.length).toBeGreaterThan(5 * everything.length);
  });

  test("comes with webhooks that are not signed, or by whom nobody knows", async () => {
    const body = JSON.stringify({
      object: "whatsapp_business_account",
      entry: sentinels.map(({ value }) => value),
    });
    for (const path of ["/hooks/cloud-api", "/hooks/waha/unknown"]) {
      const headers = {
        "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
        "x-webhook-hmac": secrets.webhookSecret,
      };
      const refused = await fetch(stack.apiUrl + path, { method: "POST", headers, body });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      problems.push(await refused.text());
    }
    const guess = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${secrets.appSecret}`;
    problems.push(await (await fetch(`${stack.apiUrl}/hooks/cloud-api?${guess}`)).text());
  });

  test("is under way when the process that sends it is killed", async () => {
    const send = (n: number): Promise<Json> =>
      made("POST", "/v1/messages", { from: web, to: `+1415555${7_500 + n}`, text: { body: words.body } });
    await Promise.all(Array.from({ length: 5 }, (_, n) => send(n)));
    const [transport] = stack.processes().transport;
    if (transport !== undefined) process.kill(transport, "SIGKILL");
    await sessionIn(stack, web, "connected");
    await messageIn(stack, (await send(90)).id, "read");
    expect(await received(stack.simulatorUrl, "14155557590")).toHaveLength(1);
  });

  test("is taken out of the house, sealed, and into a backup", async () => {
    await writeFile(join(scratch, "passphrase"), secrets.filePassphrase);
    const file = ["--passphrase-file", join(scratch, "passphrase")];
    await keepSessionKeys();
    printed.push(
      await waypost("session", "export", "--sender", web, "--out", join(scratch, "session"), ...file),
    );
    printed.push(await waypost("backup", "--out", join(scratch, "backup.age")));
    printed.push(await waypost("secrets", "status"), await waypost("secrets", "verify"));
    printed.push(await waypost("doctor").catch((error: { stdout: string }) => error.stdout));
    expect(printed.join("")).toContain("session_memory.value");
    expect(printed.join("")).not.toContain("DO NOT");
  });
});

/** What the linked phone's device signs and encrypts with, as it stands in the memory of the session. */
async function keepSessionKeys(): Promise<void> {
  const { readSessionKeys } = await import("./canary/session-keys.ts");
  const keys = await readSessionKeys(stack.env);
  expect(keys.length).toBeGreaterThan(3);
  for (const [n, value] of keys.entries()) secret(`session key ${n}`, value);
}

/** Where what people wrote and are called by belongs. */
const personalColumns: ReadonlySet<string> = new Set([
  "message.recipient",
  "lane_entry.recipient",
  "message.body",
  "inbound_message.body",
  "inbound_message.sender_phone",
  "inbound_message.sender_lid",
  "inbound_message.sender_user_id",
  "contact.lead_phone",
  "contact_alias.value",
  "chat.person",
  "sender.address",
  // A provider's webhooks as they came, for fourteen days.
  "webhook_in.body",
  // Meta's ids of messages have the number in them, in base64.
  "attempt.provider_message_id",
  "evidence.key",
  "inbound_message.provider_message_id",
  "message.provider_message_id",
  // A ratchet is looked up by whom it is for; the ratchet itself is sealed.
  "session_memory.id",
]);

describe("is found", { timeout: 60_000 }, () => {
  const ofKind = (kind: string, leaks: readonly Leak[]): Leak[] => leaks.filter((leak) => leak.kind === kind);
  const dataDir = (): string => stack.env["WAYPOST_DATA_DIR"]!;

  test("in no table, but people's words and numbers in their own columns", async () => {
    const { leaks, rows } = await leaksInDatabase(sentinels, dataDir());
    expect(rows).toBeGreaterThan(200);
    expect(ofKind("secret", leaks)).toEqual([]);
    // Months of a table are its own.
    const columns = ofKind("personal", leaks).map(({ where }) =>
      where.replace(/^public\.(\w+?)(_\d{4}_\d\d)?\./, "$1."),
    );
    expect([...new Set(columns)].filter((column) => !personalColumns.has(column))).toEqual([]);
    expect(columns).toEqual(
      expect.arrayContaining(["message.body", "message.recipient", "inbound_message.body"]),
    );
  });

  test("in no log, metric, answer or output of a command", async () => {
    const metrics = await (await fetch(`${stack.apiUrl}/metrics`)).text();
    expect(metrics).toContain("waypost_");
    expect(stack.output()).toMatch(/"role":"transport".*"level":50|"level":50.*"role":"transport"/);
    expect([
      ...leaksIn(sentinels, "log", stack.output()),
      ...leaksIn(sentinels, "metrics", metrics),
      // An operator may see a business number.
      ...ofKind("secret", leaksIn(sentinels, "printed", printed.join("\n"))),
      ...problems.flatMap((text, n) => ofKind("secret", leaksIn(sentinels, `problem ${n}`, text))),
    ]).toEqual([]);
  });

  test("as a secret in no file, but the master key in its own", async () => {
    const found = leaksInFiles(
      sentinels,
      dataDir(),
      (path) => path === "master.key" || path === "sandbox-links.json",
    );
    expect(found.files).toBeGreaterThan(500);
    expect(ofKind("secret", found.leaks)).toEqual([]);
    const outside = leaksInFiles(sentinels, scratch, (path) => path === "passphrase");
    expect([outside.files, outside.leaks]).toEqual([2, []]);
  });

  test("in no process' title or environment", () => {
    expect(leaksInProcesses(sentinels, stack.processes())).toEqual([]);
  });
});

describe("the search", () => {
  const planted: Sentinel[] = [{ name: "planted", kind: "secret", value: `kanari planted ${mark} +ü` }];
  const [{ value }] = planted as [Sentinel];
  const bytes = Buffer.from(value);

  test.each([
    ["as it is", value],
    ["in JSON", JSON.stringify({ a: value })],
    ["in an address", `https://a.example/?b=${encodeURIComponent(value)}`],
    ["in hex", `\\x${bytes.toString("hex")}`],
    ["in base64", Buffer.from(`a${value}b`).toString("base64")],
    ["in base64 of an address", Buffer.from(`ab${value}c`).toString("base64url")],
    ["among other bytes", Buffer.concat([randomBytes(9), bytes, randomBytes(9)])],
  ])("finds a secret %s", (_, content) => {
    expect(leaksIn(planted, "here", content)).toEqual([
      { sentinel: "planted", kind: "secret", where: "here" },
    ]);
  });

  test("finds it in a table, as text and as bytes, and in a file", async () => {
    const dataDir = stack.env["WAYPOST_DATA_DIR"]!;
    const { leaks } = await leaksInDatabase(planted, dataDir, [
      `update tenant set name = '${value}'`,
      `update api_key set secret_hash = '\\x${bytes.toString("hex")}'`,
    ]);
    expect(leaks.map(({ where }) => where).toSorted()).toEqual([
      "public.api_key.secret_hash",
      "public.tenant.name",
    ]);
    await writeFile(join(scratch, "planted"), value);
    expect(leaksInFiles(planted, scratch, () => false).leaks).toEqual([
      { sentinel: "planted", kind: "secret", where: "planted" },
    ]);
  });
});
