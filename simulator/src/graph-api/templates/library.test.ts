// The template library: what is found in it, what is taken over from it, and what is refused.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../json.ts";
import { dataOf, startSandbox } from "../../testing/sandbox.ts";
import type { Sandbox } from "../../testing/sandbox.ts";
import { catalogue } from "./library-catalogue.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const found = async (query: string) => {
  const reply = await sandbox.graph("GET", `message_template_library?${query}`);
  return dataOf(reply).map(({ name }) => name);
};
const take = (more: JsonObject) =>
  sandbox.graph("POST", `${sandbox.config.waba_id}/message_templates`, {
    language: "en_US",
    category: "UTILITY",
    ...more,
  });

test.each([
  ["", catalogue.map(({ name }) => name)],
  ["search=parcel", ["delivery_update_sim"]],
  ["search=PAYMENT", ["payment_due_sim"]],
  ["topic=ORDER_MANAGEMENT", ["delivery_update_sim", "delivery_failed_sim"]],
  ["usecase=FEEDBACK_SURVEY", ["feedback_survey_sim"]],
  ["industry=FINANCIAL_SERVICES", ["payment_due_sim"]],
  ['topic=["PAYMENTS","CUSTOMER_FEEDBACK"]', ["payment_due_sim", "feedback_survey_sim"]],
  ["name=payment_due_sim", ["payment_due_sim"]],
  ["language=ta", []],
])("the library asked for %j answers %j", async (query, names) => {
  expect(await found(query)).toEqual(names);
});

test("pages like every list of Graph's", async () => {
  const { body } = await sandbox.graph("GET", "message_template_library?limit=1");
  expect(body).toMatchObject({ data: [catalogue[0]], paging: { next: expect.stringContaining("after=") } });
});

test.each([
  ["as a list", (inputs: JsonObject[]) => inputs],
  ["as text", (inputs: JsonObject[]) => JSON.stringify(inputs)],
  ["as text in single quotes", (inputs: JsonObject[]) => JSON.stringify(inputs).replaceAll('"', "'")],
])("a template is taken over at once, with its buttons filled %s", async (how, written) => {
  const inputs = [
    { type: "PHONE_NUMBER", phone_number: "+914840000000" },
    {
      type: "URL",
      url: {
        base_url: "https://marigold.example/pay/{{1}}",
        url_suffix_example: "https://marigold.example/pay/7",
      },
    },
  ];
  const { body } = await take({
    name: `due_${how.replaceAll(" ", "_")}`,
    library_template_name: "payment_due_sim",
    library_template_button_inputs: written(inputs),
  });
  expect(body).toEqual({ id: expect.any(String), status: "APPROVED", category: "UTILITY" });
  const fields = "status,components,library_template_name";
  const { body: read } = await sandbox.graph("GET", `${String(body["id"])}?fields=${fields}`);
  const { body: text, body_params } = catalogue[2] ?? {};
  expect(read).toEqual({
    id: body["id"],
    status: "APPROVED",
    library_template_name: "payment_due_sim",
    components: [
      { type: "BODY", text, example: { body_text: [body_params] } },
      {
        type: "BUTTONS",
        buttons: [
          {
            type: "URL",
            text: "Pay now",
            url: "https://marigold.example/pay/{{1}}",
            example: ["https://marigold.example/pay/7"],
          },
          { type: "PHONE_NUMBER", text: "Call us", phone_number: "+914840000000" },
        ],
      },
    ],
  });
});

test("a template that was taken over is sent like any", async () => {
  await take({ name: "survey", library_template_name: "feedback_survey_sim" });
  const components = [{ type: "body", parameters: [{ type: "text", text: "MG-17" }] }];
  const template = { name: "survey", language: { code: "en_US" }, components };
  expect((await sandbox.send("14155550123", { type: "template", template })).status).toBe(200);
});

test.each<[string, JsonObject, number | undefined]>([
  ["a name the library has not", { library_template_name: "nothing" }, undefined],
  ["a language it has not", { library_template_name: "feedback_survey_sim", language: "ta" }, undefined],
  ["another category", { library_template_name: "feedback_survey_sim", category: "MARKETING" }, undefined],
  ["a text of one's own", { library_template_name: "feedback_survey_sim", components: [] }, undefined],
  ["a link without an address", { library_template_name: "delivery_update_sim" }, 2388043],
  [
    "inputs that are none",
    { library_template_name: "delivery_update_sim", library_template_button_inputs: "URL" },
    undefined,
  ],
])("refuses %s", async (_, more, subcode) => {
  const reply = await take({ name: "refused", ...more });
  expect([reply.status, reply.code]).toEqual([400, 100]);
  expect(reply.body["error"]).toMatchObject(subcode === undefined ? {} : { error_subcode: subcode });
});

test("every text of the library passes the rules of ordinary templates", async () => {
  const inputs = [
    { type: "URL", url: { base_url: "https://marigold.example" } },
    { type: "PHONE_NUMBER", phone_number: "+914840000000" },
  ];
  const replies = await Promise.all(
    catalogue.map(({ name }) =>
      take({ name: `all_${name}`, library_template_name: name, library_template_button_inputs: inputs }),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual(catalogue.map(() => 200));
});
