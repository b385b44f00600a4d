// Meta's template library on the wire: what is asked, and what of its answer is believed.

import { afterAll, beforeAll, expect, test } from "vitest";
import { keepsTemplates, offersLibrary, type TemplateLibrary } from "../../template-sync.ts";
import { createCloudApiTransport } from "../index.ts";
import { answer, type LoopbackGraph, type Respond, startLoopbackGraph } from "../loopback-graph.ts";

let graph: LoopbackGraph;
let respond: Respond;
let library: TemplateLibrary;

beforeAll(async () => {
  graph = await startLoopbackGraph((received, response) => respond(received, response));
  const transport = createCloudApiTransport({ graphOrigins: new Set([graph.origin]) });
  const account = {
    senderId: "snd_1",
    address: "+15550100000",
    config: { graph_url: graph.origin, version: "v25.0", phone_number_id: "300", waba_id: "200" },
    secrets: { access_token: "EAAtoken" },
  };
  const session = await transport.open(account, async () => undefined);
  if (!offersLibrary(session) || !keepsTemplates(session)) throw new Error("it has a library");
  library = session;
});
afterAll(() => graph.stop());

const signal = (): AbortSignal => AbortSignal.timeout(5_000);
const ready = { name: "due_1", language: "en_US", category: "UTILITY", body: "Due on {{1}}, dear customer." };
const list = (answered: unknown) => {
  respond = (_, response) => answer(response, 200, answered);
  return library.listLibrary({ after: "NEXT", limit: 20, filters: { topic: "PAYMENTS" } }, signal());
};

test("the library is a node of Graph's own, asked page by page", async () => {
  const paging = { cursors: { after: "LAST" }, next: "https://graph.facebook.com/next" };
  const more = {
    body_params: ["3 March"],
    body_param_types: ["DATE"],
    buttons: [{ type: "URL", text: "Pay" }],
  };
  expect(await list({ data: [{ ...ready, ...more }], paging })).toEqual({
    kind: "done",
    value: {
      templates: [
        {
          name: "due_1",
          language: "en_US",
          category: "UTILITY",
          topic: null,
          usecase: null,
          industry: [],
          text: { header: null, body: ready.body, buttons: [{ type: "URL", text: "Pay" }] },
          variables: [{ example: "3 March", type: "DATE" }],
        },
      ],
      next: "LAST",
    },
  });
  expect(graph.received.at(-1)?.path).toBe(
    "/v25.0/message_template_library?topic=PAYMENTS&limit=20&after=NEXT",
  );
});

test("what is no template of it is left out, and what is no list is not an empty one", async () => {
  const odd = [null, 7, { ...ready, body: 3 }, { ...ready, name: null }];
  expect(
    await list({ data: [...odd, { ...ready, industry: "X", buttons: {}, body_params: [1, "a"] }] }),
  ).toMatchObject({
    value: {
      templates: [{ industry: [], text: { buttons: [] }, variables: [{ example: "a", type: "TEXT" }] }],
      next: null,
    },
  });
  expect(await list({})).toMatchObject({ kind: "unknown" });
});

test("a template is taken over under a name of one's own, and says nothing it was not told", async () => {
  respond = (_, response) => answer(response, 200, { id: 900, status: "APPROVED", category: "UTILITY" });
  const taken = { from: "due_1", name: "due", language: "en_US", buttonInputs: null, bodyInputs: null };
  expect(await library.takeFromLibrary(taken, signal())).toEqual({
    kind: "done",
    value: { id: "900", status: "APPROVED", category: "UTILITY" },
  });
  const body = { name: "due", language: "en_US", category: "UTILITY", library_template_name: "due_1" };
  expect(graph.received.at(-1)).toMatchObject({ path: "/v25.0/200/message_templates" });
  expect(graph.received.at(-1)?.body).toEqual(body);
  const inputs = { buttonInputs: [{ type: "PHONE_NUMBER" }], bodyInputs: { add_contact_number: true } };
  await library.takeFromLibrary({ ...taken, ...inputs }, signal());
  expect(graph.received.at(-1)?.body).toEqual({
    ...body,
    library_template_button_inputs: inputs.buttonInputs,
    library_template_body_inputs: inputs.bodyInputs,
  });
});
