// Meta's published requests about numbers, block lists, media and templates: what we write is what Meta publishes,
// and what the simulator answers is what Meta publishes as well.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { keepsTemplates } from "../../template-sync.ts";
import { canBlock, type Session } from "../../transport.ts";
import {
  createCloudApiTransport,
  createGraph,
  type GraphLine,
  type GraphPlace,
  registerNumber,
  requestCode,
} from "../index.ts";
import { answer, type LoopbackGraph, startLoopbackGraph } from "../loopback-graph.ts";
import {
  block,
  blockAnswer,
  namedTemplate,
  positionalTemplate,
  registration,
  requestCodes,
  success,
  unblockAnswer,
  uploads,
} from "./account.ts";
import { type PublishedGraph, startPublishedGraph } from "./testing/published-graph.ts";

const [{ user: person }] = block.block_users;
const signal = () => AbortSignal.timeout(5_000);

describe("what we write", () => {
  let published: object = success;
  let graph: LoopbackGraph;
  let session: Session;
  let line: GraphLine;
  let place: GraphPlace;
  const written = () => graph.received.at(-1);

  beforeAll(async () => {
    graph = await startLoopbackGraph((_, response) => answer(response, 200, published));
    const origins = new Set([graph.origin]);
    const account = {
      config: { graph_url: graph.origin, version: "v25.0", phone_number_id: "300", waba_id: "200" },
      secrets: { access_token: "EAAtoken" },
    };
    session = await createCloudApiTransport({ graphOrigins: origins }).open(
      { senderId: "snd_1", address: "+15550100000", ...account },
      async () => undefined,
    );
    const meta = createGraph(origins);
    const found = meta.placeOf(account);
    if (!found.ok) throw new Error(found.error.detail);
    place = found.value;
    line = meta.line(place, AbortSignal.timeout(60_000));
  });
  afterAll(async () => {
    await session.close();
    await graph.stop();
  });

  test.each(requestCodes)("to ask for a code by $code_method", async (example) => {
    const { code_method: method, language } = example;
    expect(await requestCode(line, place, { method, language })).toEqual({ ok: true, value: success });
    expect(written()).toMatchObject({ path: "/v25.0/300/request_code", body: example });
  });

  test("to register a number in a region", async () => {
    // The tier is for partners of Meta's, and nothing of ours knows one.
    const { tier: _tier, ...example } = registration;
    const { pin, data_localization_region: region } = registration;
    expect(await registerNumber(line, place, { pin, region })).toEqual({ ok: true, value: success });
    expect(written()).toMatchObject({ path: "/v25.0/300/register" });
    expect(written()?.body).toEqual(example);
  });

  test.each([
    [true, blockAnswer],
    [false, unblockAnswer],
  ])("to block a person: %s", async (blocked, answered) => {
    if (!canBlock(session)) throw new Error("it blocks");
    published = answered;
    expect(await session.setBlocked([person], blocked, signal())).toEqual({
      ok: true,
      value: [{ person, error: null }],
    });
    expect(written()).toMatchObject({ path: "/v25.0/300/block_users" });
    expect(written()?.body).toEqual(block);
    published = success;
  });

  test.each([namedTemplate, positionalTemplate])(
    "to create a $parameter_format template",
    async (example) => {
      if (!keepsTemplates(session)) throw new Error("it keeps templates");
      published = { id: "1234567890123456", status: "PENDING", category: "UTILITY" };
      const { name, language, category, components } = example;
      const parameterFormat = example.parameter_format === "named" ? "NAMED" : "POSITIONAL";
      const template = { name, language, category, components, parameterFormat, ttlSeconds: null } as const;
      expect(await session.createTemplate(template, signal())).toEqual({ kind: "done", value: published });
      expect(written()).toMatchObject({ path: "/v25.0/200/message_templates" });
      // Meta reads its words in either case.
      expect(written()?.body).toEqual({ ...example, parameter_format: parameterFormat });
      published = success;
    },
  );
});

describe("the simulator", () => {
  let graph: PublishedGraph;
  beforeAll(async () => {
    graph = await startPublishedGraph();
  });
  afterAll(() => graph.stop());

  test("sends a code, and registers the number which it proves", async () => {
    const number = `numbers/${graph.config.phone_number_id}`;
    for (const example of requestCodes) {
      await graph.control("POST", number, { registered: false, verified: false });
      expect(await graph.ask("POST", "{number}/request_code", example)).toEqual({
        status: 200,
        body: success,
      });
    }
    await graph.ask("POST", "{number}/verify_code", { code: "123456" });
    // The sandbox's number has a PIN of its own.
    await graph.ask("POST", "{number}", { pin: registration.pin });
    expect(await graph.ask("POST", "{number}/register", registration)).toEqual({
      status: 200,
      body: success,
    });
  });

  test("blocks and unblocks", async () => {
    const blocked = await graph.ask("POST", "{number}/block_users", block);
    expect(blocked.body).toMatchObject(blockAnswer);
    const list = await graph.ask("GET", "{number}/block_users");
    expect(list.body).toMatchObject({ data: [{ wa_id: "16505551234" }] });
    const unblocked = await graph.ask("DELETE", "{number}/block_users", block);
    expect(unblocked.body).toMatchObject(unblockAnswer);
  });

  test.each(uploads)("takes $filename, shows where it is and deletes it", async ({ filename, type }) => {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("file", new File(["bytes"], filename, { type }));
    const { body } = await graph.ask("POST", "{number}/media", form);
    expect(body).toEqual({ id: expect.stringMatching(/^\d+$/) });
    const id = String(body["id"]);
    expect((await graph.ask("GET", id)).body).toMatchObject({ id, mime_type: type });
    expect(await graph.ask("DELETE", id)).toEqual({ status: 200, body: success });
  });

  test.each([namedTemplate, positionalTemplate])(
    "reviews a $parameter_format template and shows it in capitals",
    async (example) => {
      const template = { ...example, name: `${example.name}_${example.parameter_format}` };
      const { body } = await graph.ask("POST", "{account}/message_templates", template);
      expect(body).toEqual({ id: expect.any(String), status: "PENDING", category: "UTILITY" });
      await vi.waitFor(async () => {
        const { body: read } = await graph.ask("GET", String(body["id"]));
        expect(read).toMatchObject({
          status: "APPROVED",
          parameter_format: example.parameter_format.toUpperCase(),
          components: [{ ...example.components[0], type: "BODY" }],
        });
      });
    },
  );
});
