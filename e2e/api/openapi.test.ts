// The OpenAPI document as strangers take it: a linter, a generator that is not ours, and the clients made from it.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiDocument } from "../../scripts/clients/api-document.ts";
import { generatedFiles, staleFiles } from "../../scripts/clients/generated-files.ts";
import { repository } from "../deploy/compose-file.ts";
import { openWorkshop } from "../docs/workshop.ts";
import { startStack, type Stack } from "../stack.ts";

const run = promisify(execFile);

let stack: Stack;
let directory: string;
let document: string;

beforeAll(async () => {
  [stack, directory] = await Promise.all([startStack(), mkdtemp(join(tmpdir(), "waypost-openapi-"))]);
  document = join(directory, "openapi.json");
  const { body } = await stack.request("GET", "/openapi.json");
  await writeFile(document, JSON.stringify(body));
}, 60_000);
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Speaks to nobody: no news of itself, no count of its users. */
const quiet = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

async function lint(file: string): Promise<string[]> {
  const program = join(repository, "node_modules/@redocly/cli/bin/cli.js");
  const config = ["--config", join(import.meta.dirname, "redocly.yaml")];
  const asked = [program, "lint", file, ...config, "--format=json", "--max-problems=500"];
  const options = { env: { ...process.env, ...quiet }, maxBuffer: 64 * 1024 * 1024 };
  // It ends with an error when it finds something; what it found is on its output either way.
  const { stdout } = await run(process.execPath, asked, options).catch((error: { stdout: string }) => error);
  const { problems } = JSON.parse(stdout) as { problems: Problem[] };
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`,
  );
}

type Problem = { ruleId: string; message: string; location: { pointer?: string }[] };

test("a linter finds nothing to say about it", async () => {
  expect(await lint(document)).toEqual([]);
}, 60_000);

test("the linter would say something", async () => {
  const { body } = await stack.request("GET", "/openapi.json");
  const [first, second] = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((path) =>
    Object.values(path),
  );
  second!.operationId = first!.operationId;
  body.components.schemas.Contact.properties.name = { $ref: "#/components/schemas/Nobody" };
  body.components.schemas.TextBody.properties.body.examples = [7];
  const broken = join(directory, "broken.json");
  await writeFile(broken, JSON.stringify(body));
  const rules = (await lint(broken)).map((problem) => problem.split(":")[0]);
  expect(rules).toEqual(
    expect.arrayContaining([
      "operation-operationId-unique",
      "no-unresolved-refs",
      "no-invalid-schema-examples",
    ]),
  );
}, 60_000);

test("what is generated from it is in the repository as it is made now", async () => {
  const { body } = await stack.request("GET", "/openapi.json");
  // When this fails, `npm run generate` writes them anew.
  expect(staleFiles(await generatedFiles(body as ApiDocument))).toEqual([]);
}, 60_000);

/** With a stranger's types and a stranger's client: nothing in it is ours but the document. */
const order = `
import createClient from "openapi-fetch";
import type { paths } from "./paths.js";

const { WAYPOST_URL = "", WAYPOST_API_KEY } = process.env;
const headers = { authorization: \`Bearer \${WAYPOST_API_KEY}\` };
const api = createClient<paths>({ baseUrl: WAYPOST_URL, headers });

const sent = await api.POST("/v1/messages", {
  params: { header: { "Idempotency-Key": "foreign-1" } },
  body: { to: "+14155550123", type: "text", text: { body: "From a stranger" }, category: "service" },
});
if (sent.error) throw new Error(sent.error.code);

const read = await api.GET("/v1/messages/{id}", { params: { path: { id: sent.data.id } } });
if (read.data?.type === "text") console.log(read.data.text.body, "from", read.data.from.slice(0, 4));

const list = await api.GET("/v1/messages", { params: { query: { client_reference: "nobody's", limit: 5 } } });
console.log(list.data?.data.length, list.data?.next);

const missing = await api.GET("/v1/messages/{id}", { params: { path: { id: "msg_none" } } });
console.log(missing.response.status, missing.error?.code, missing.error?.maybe_sent);
`;

test("a foreign generator makes a client of it that compiles, and works", async () => {
  const workshop = await openWorkshop();
  try {
    const generator = join(repository, "sdk/node_modules/openapi-typescript/bin/cli.js");
    const { stdout } = await run(process.execPath, [generator, document], { maxBuffer: 64 * 1024 * 1024 });
    await workshop.write("paths.ts", stdout);
    await workshop.write("order.ts", order);
    await workshop.compile();
    const env = { WAYPOST_URL: stack.apiUrl, WAYPOST_API_KEY: stack.apiKey };
    expect(await workshop.run("order.ts", env)).toBe(
      "From a stranger from snd_\n0 null\n404 not_found false\n",
    );
  } finally {
    await workshop.close();
  }
}, 120_000);
