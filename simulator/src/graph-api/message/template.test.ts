// Template messages: which are refused, with which code, and which go through (Meta: messages).
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { JsonObject } from "../../json.ts";
import { inTurn, startSandbox, uploadSample } from "../../testing/sandbox.ts";
import type { Sandbox } from "../../testing/sandbox.ts";

let sandbox: Sandbox;

const NAMED_BODY = {
  type: "BODY",
  text: "Hello {{first_name}}, trip {{trip_code}} is tomorrow.",
  example: {
    body_text_named_params: [
      { param_name: "first_name", example: "Asha" },
      { param_name: "trip_code", example: "MG-17" },
    ],
  },
};
const NUMBERED_BODY = {
  type: "BODY",
  text: "Your code {{1}} is ready.",
  example: { body_text: [["MG-17"]] },
};
const URL_BUTTON = {
  type: "URL",
  text: "View",
  url: "https://marigold.example/t/{{1}}",
  example: ["MG-17"],
};

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { templates: { review_ms: 0 } } });
  const create = (name: string, components: object[], rest: object = {}) =>
    sandbox.graph("POST", `${sandbox.config.waba_id}/message_templates`, {
      name,
      language: "en_US",
      category: "UTILITY",
      components,
      ...rest,
    });
  await create("named", [NAMED_BODY], { parameter_format: "NAMED" });
  await create("numbered", [NUMBERED_BODY, { type: "BUTTONS", buttons: [URL_BUTTON] }]);
  const header_handle = [await uploadSample(sandbox)];
  await create("pictured", [{ type: "HEADER", format: "IMAGE", example: { header_handle } }, NUMBERED_BODY]);
  await create(
    "code",
    [{ type: "BODY" }, { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE" }] }],
    {
      category: "AUTHENTICATION",
    },
  );
  await inTurn(["PAUSED", "DISABLED", "REJECTED"], async (status) => {
    const name = `is_${status.toLowerCase()}`;
    await create(name, [{ type: "BODY", text: `Hello ${name}` }]);
    await sandbox.control("POST", `templates/${name}`, { status });
  });
  await vi.waitFor(async () => expect((await sandbox.control("GET", "health")).body["pending"]).toBe(0));
});
afterAll(() => sandbox.stop());

const template = (name: string, components?: object[], code = "en_US") => ({
  type: "template",
  template: { name, language: { code }, ...(components && { components }) },
});
const body = (...parameters: object[]) => ({ type: "body", parameters });
const value = (of: string, parameter_name?: string) => ({
  type: "text",
  text: of,
  ...(parameter_name && { parameter_name }),
});
const suffix = { type: "button", sub_type: "url", index: "0", parameters: [value("MG-17")] };

const REFUSED: readonly [what: string, message: JsonObject, code: number][] = [
  ["a template without name", { type: "template", template: { language: { code: "en_US" } } }, 131008],
  ["a template that does not exist", template("absent"), 132001],
  ["a template in another language", template("hello_world", undefined, "fr"), 132001],
  ["a rejected template", template("is_rejected"), 132001],
  ["a paused template", template("is_paused"), 132015],
  ["a disabled template", template("is_disabled"), 132016],
  ["parameters for a template without any", template("hello_world", [body(value("x"))]), 132000],
  ["too few parameters", template("named", [body(value("Asha", "first_name"))]), 132000],
  ["parameters without names", template("named", [body(value("Asha"), value("MG"))]), 100],
  [
    "a parameter by a wrong name",
    template("named", [body(value("Asha", "name"), value("MG", "trip_code"))]),
    132000,
  ],
  ["a line break in a parameter", template("numbered", [body(value("a\nb")), suffix]), 132018],
  ["five spaces in a parameter", template("numbered", [body(value("a     b")), suffix]), 132018],
  [
    "a picture for a text",
    template("numbered", [body({ type: "image", image: { link: "https://x.example/a.jpg" } }), suffix]),
    132012,
  ],
  [
    "a text that grows beyond the body",
    template("numbered", [body(value("x".repeat(1_020))), suffix]),
    132005,
  ],
  ["a link button without its end", template("numbered", [body(value("MG"))]), 131008],
  [
    "a button that is not there",
    template("numbered", [body(value("MG")), { ...suffix, index: "3" }]),
    131009,
  ],
  [
    "a button of another type",
    template("numbered", [body(value("MG")), { ...suffix, sub_type: "quick_reply" }]),
    132012,
  ],
  ["a header picture left out", template("pictured", [body(value("MG"))]), 132012],
  ["a code of 16 characters", template("code", [body(value("x".repeat(16))), suffix]), 132018],
  [
    "a code to a user id",
    {
      ...template("code", [body(value("1234")), suffix]),
      to: undefined,
      recipient: "US.13490000014155550123",
    },
    131062,
  ],
];

test.each(REFUSED)("refuses %s", async (_, message, code) => {
  const reply = await sandbox.send("+14155550123", message);
  expect(reply.body).toMatchObject({ error: { code } });
});

const ACCEPTED: readonly [what: string, message: JsonObject][] = [
  [
    "named parameters in any order",
    template("named", [body(value("MG", "trip_code"), value("Asha", "first_name"))]),
  ],
  ["a template with its link's end", template("numbered", [body(value("MG")), suffix])],
  [
    "a template with its picture",
    template("pictured", [
      {
        type: "header",
        parameters: [{ type: "image", image: { link: "https://x.example/a.jpg" } }],
      },
      body(value("MG")),
    ]),
  ],
  ["a one-time code, given twice", template("code", [body(value("493817")), suffix])],
];

test.each(ACCEPTED)("accepts %s", async (_, message) => {
  const reply = await sandbox.send("+14155550123", message);
  expect(reply.body).toMatchObject({ messages: [{ message_status: "accepted" }] });
});

test("a count that does not match is told in Meta's own words", async () => {
  const reply = await sandbox.send("+14155550123", template("hello_world", [body(value("x"))]));
  expect(reply.body).toMatchObject({
    error: {
      message: "(#132000) Number of parameters does not match the expected number of params",
      error_data: {
        messaging_product: "whatsapp",
        details: "body: number of localizable_params (1) does not match the expected number of params (0)",
      },
    },
  });
});
