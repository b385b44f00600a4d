// Meta's template calls on the wire: what is asked, and what each answer honestly says.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepsTemplates, type TemplateSync } from "../../template-sync.ts";
import { createCloudApiTransport } from "../index.ts";
import {
  answer,
  graphError,
  type LoopbackGraph,
  type Respond,
  startLoopbackGraph,
} from "../loopback-graph.ts";

let graph: LoopbackGraph;
let respond: Respond;
let sync: TemplateSync;

const account = (graphUrl: string, more: object = { waba_id: "200" }) => ({
  senderId: "snd_1",
  address: "+15550100000",
  config: { graph_url: graphUrl, version: "v25.0", phone_number_id: "300", ...more },
  secrets: { access_token: "EAAsecretsecretsecretsecret" },
});

beforeAll(async () => {
  graph = await startLoopbackGraph((received, response) => respond(received, response));
  const transport = createCloudApiTransport({ graphOrigins: new Set([graph.origin]) });
  const session = await transport.open(account(graph.origin), async () => undefined);
  if (!keepsTemplates(session)) throw new Error("it keeps templates");
  sync = session;
});
afterAll(() => graph.stop());

const signal = (): AbortSignal => AbortSignal.timeout(5_000);
const content = { category: "UTILITY", components: [{ type: "BODY", text: "Hi" }], ttlSeconds: null };
const submitted = { ...content, name: "trip", language: "en_US", parameterFormat: "NAMED" } as const;

/** The test graph reads JSON of every request; a question has none. */
const list = (more: Partial<Parameters<TemplateSync["listTemplates"]>[0]> = {}) =>
  sync.listTemplates({ after: null, name: null, ...more }, signal());

test("a sender without its account's id keeps no templates, and sends all the same", async () => {
  const transport = createCloudApiTransport({ graphOrigins: new Set([graph.origin]) });
  const session = await transport.open(account(graph.origin, {}), async () => undefined);
  expect(keepsTemplates(session)).toBe(false);
  await session.close();
});

describe("a template is created", () => {
  test("with its content alone, and answered with its id and status", async () => {
    respond = (_, response) => answer(response, 200, { id: 900, status: "PENDING", category: "MARKETING" });
    expect(await sync.createTemplate({ ...submitted, ttlSeconds: 600 }, signal())).toEqual({
      kind: "done",
      value: { id: "900", status: "PENDING", category: "MARKETING" },
    });
    expect(graph.received.at(-1)).toMatchObject({
      path: "/v25.0/200/message_templates",
      authorization: "Bearer EAAsecretsecretsecretsecret",
      body: { name: "trip", language: "en_US", parameter_format: "NAMED", message_send_ttl_seconds: 600 },
    });
  });

  test.each([
    [{ error_subcode: 2388024 }, "template_exists"],
    [{ error_subcode: 2388023 }, "template_name_taken"],
    [{ error_subcode: 2388019 }, "template_limit_reached"],
    [{ error_subcode: 2388299 }, "template_refused"],
    [{ error_subcode: 1234567 }, "template_refused"],
    [{}, "template_refused"],
  ])("or refused for good: %j is %s", async (more, code) => {
    const error_user_msg = "Variables can't be at the start of the template.";
    respond = (_, response) => answer(response, 400, graphError(100, { ...more, error_user_msg }));
    expect(await sync.createTemplate(submitted, signal())).toMatchObject({
      kind: "refused",
      error: { code, detail: expect.stringContaining("start of the template") },
    });
  });

  test.each([
    [429, graphError(80007), { code: "provider_throttled" }, 60_000],
    [503, graphError(2), { code: "provider_unavailable" }, null],
    [
      401,
      graphError(190, { message: "EAAsecretsecretsecretsecret has expired" }),
      { code: "provider_auth_failed", detail: "[token] has expired" },
      null,
    ],
    [403, "<html>", { code: "provider_error" }, null],
  ])("or later: %d", async (status, body, error, afterMs) => {
    respond = (_, response) => answer(response, status, body);
    expect(await sync.createTemplate(submitted, signal())).toMatchObject({ kind: "later", error, afterMs });
  });

  test.each<[string, Respond]>([
    ["a broken connection", (_, response) => void response.destroy()],
    ["a 502 of a proxy", (_, response) => answer(response, 502, "<html>")],
    ["an answer without an id", (_, response) => answer(response, 200, {})],
  ])("or nobody knows: %s", async (_, rarely) => {
    respond = rarely;
    expect(await sync.createTemplate(submitted, signal())).toMatchObject({
      kind: "unknown",
      error: { code: "outcome_unknown" },
    });
  });
});

test("a template is edited under its own id", async () => {
  respond = (_, response) => answer(response, 200, { success: true });
  expect(await sync.editTemplate("900", content, signal())).toEqual({ kind: "done", value: null });
  expect(graph.received.at(-1)).toMatchObject({
    path: "/v25.0/900",
    body: content.components && { category: "UTILITY" },
  });
});

test("an account that is never reached is asked again later", async () => {
  const elsewhere = "http://127.0.0.1:1";
  const transport = createCloudApiTransport({ graphOrigins: new Set([elsewhere]) });
  const session = await transport.open(account(elsewhere), async () => undefined);
  if (!keepsTemplates(session)) throw new Error("it keeps templates");
  expect(await session.listTemplates({ after: null, name: null }, signal())).toMatchObject({
    kind: "later",
    error: { code: "connection_failed" },
  });
  await session.close();
});

describe("the list", () => {
  const listed = {
    id: "900",
    name: "trip",
    language: "en_US",
    status: "APPROVED",
    category: "UTILITY",
    components: [],
  };

  test("is read page by page, and what is no template is left out", async () => {
    const paging = { cursors: { after: "NEXT" }, next: "https://graph.facebook.com/next" };
    respond = (_, response) => answer(response, 200, { data: [listed, { id: "x" }, null, 7], paging });
    expect(await list()).toMatchObject({ kind: "done", value: { templates: [{ id: "900" }], next: "NEXT" } });
    respond = (_, response) => answer(response, 200, { data: [], paging: { cursors: { after: "LAST" } } });
    expect(await list({ after: "NEXT" })).toEqual({ kind: "done", value: { templates: [], next: null } });
    expect(graph.received.at(-1)?.path).toContain("after=NEXT");
  });

  test("of a name has no longer names, which Meta finds too", async () => {
    respond = (_, response) =>
      answer(response, 200, { data: [listed, { ...listed, id: "901", name: "trip_two" }] });
    expect(await list({ name: "trip" })).toMatchObject({ value: { templates: [{ id: "900" }] } });
  });

  test("reads quality, reason and categories in Meta's words", async () => {
    const more = {
      quality_score: { score: "YELLOW" },
      rejected_reason: "NONE",
      correct_category: "MARKETING",
    };
    respond = (_, response) => answer(response, 200, { data: [{ ...listed, ...more }] });
    expect(await list()).toMatchObject({
      value: { templates: [{ quality: "YELLOW", rejectionReason: null, correctCategory: "MARKETING" }] },
    });
  });

  test("that is none is not an empty one", async () => {
    respond = (_, response) => answer(response, 200, {});
    expect(await list()).toMatchObject({ kind: "unknown" });
  });
});
