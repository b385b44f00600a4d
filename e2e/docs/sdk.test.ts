// Every example of the SDK's pages, on the built package, the reader's own Node, and a real Waypost.

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startStack, type Stack } from "../stack.ts";
import { type Example, isSaid, readExamples } from "./code-blocks.ts";
import { openWorkshop, readersNode, type Workshop } from "./workshop.ts";

const guide = readExamples("docs/sdk.md");
const readme = readExamples("sdk/README.md");

let stack: Stack;
let workshop: Workshop;
let reader: Record<string, string>;

beforeAll(async () => {
  [stack, workshop] = await Promise.all([startStack(), openWorkshop([...guide, ...readme])]);
  // With types as strict as they get: an example that does not compile fails all.
  await workshop.compile();
  reader = { WAYPOST_URL: stack.apiUrl, WAYPOST_API_KEY: stack.apiKey };
}, 120_000);
afterAll(async () => {
  await workshop?.close();
  await stack?.stop();
});

test("the reader's Node is one that the package promises to run on", () => {
  const version = execFileSync(readersNode, ["--version"], { encoding: "utf8" });
  expect(Number(/^v(\d+)/.exec(version)?.[1])).toBeGreaterThanOrEqual(20);
});

/** These need somebody who calls, or something that happens; they have tests of their own. */
const acted = new Set(["webhook.ts", "events.ts"]);
const alone = [...guide, ...readme].filter(({ file }) => !acted.has(file));

describe("an example does what the page says", () => {
  test.each(alone)("$page:$line $file", async ({ file, output }) => {
    expectSaid(output, await workshop.run(file, reader));
  });
});

function expectSaid(output: string | null, printed: string): void {
  // An example that prints nothing is there to be imported by others.
  expect(isSaid(output ?? "", printed), `it printed:\n${printed}`).toBe(true);
}

function named(file: string): Example {
  const found = guide.find((example) => example.file === file);
  if (found === undefined) throw new Error(`docs/sdk.md has no example ${file}`);
  return found;
}

test("the package's own types hold on a page, where there are none of Node's", async () => {
  const compilerOptions = {
    lib: ["es2022", "dom"],
    types: [],
    module: "nodenext",
    strict: true,
    noEmit: true,
  };
  await workshop.write("page/tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const page = [
    'import { createWaypost } from "@waypost/sdk";',
    'export const waypost = createWaypost({ baseUrl: location.origin, apiKey: () => "wp_test_key" });',
    'const hello = { to: "+14155550123", type: "text", text: { body: "Hi" } } as const;',
    "export const sent: Promise<{ id: string }> = waypost.messages.send(hello);",
  ];
  await workshop.write("page/page.ts", page.join("\n"));
  await workshop.compile("page");
  await workshop.write("page/page.ts", page.join("\n").replace("id: string", "id: number"));
  await expect(workshop.compile("page")).rejects.toThrow("TS2322");
}, 60_000);

test("the example for webhooks takes what is signed, and refuses what is not", async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const { file } = named("webhook.ts");
  const body = JSON.stringify({
    type: "message.read",
    timestamp: "2026-11-21T09:00:00Z",
    data: { message_id: "msg_7" },
  });
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": String(at.getTime() / 1_000),
    "webhook-signature": new Webhook(secret).sign("evt_1", at, body),
  };
  const caller = [
    `import { receive } from "./${file.replace(".ts", ".js")}";`,
    `const ask = (body) => new Request("http://x", { method: "POST", body, headers: ${JSON.stringify(headers)} });`,
    `for (const body of [${JSON.stringify(body)}, "{}"]) {`,
    "  const answer = await receive(ask(body));",
    "  console.log(answer.status, await answer.text());",
    "}",
  ];
  await workshop.write("caller.js", caller.join("\n"));
  const printed = await workshop.run("caller.js", { WAYPOST_WEBHOOK_SECRETS: `whsec_c3BhcmU= ${secret}` });
  expect(printed).toBe("read: msg_7\n204 \n400 no_matching_signature\n");
});

test("the example for events prints them as they come", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [id, type] of [
      ["evt_1", "message.sent"],
      ["evt_2", "message.read"],
    ])
      response.write(`id: ${id}\ndata: ${JSON.stringify({ id, type })}\n\n`);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { file, output } = named("events.ts");
  const env = { ...reader, WAYPOST_URL: `http://127.0.0.1:${port}` };
  expectSaid(output, await workshop.run(file, env));
});
