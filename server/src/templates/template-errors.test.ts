// Meta's rules of templates: what would be refused is found here, with its place; what passes here passes there.

import type { CreateTemplate } from "@waypost/contract";
import { createSimulator } from "@waypost/simulator";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { warningsOf } from "./lint.ts";
import { templateErrors } from "./template-errors.ts";
import type { Content } from "./template.ts";

const body = { type: "BODY", text: "Your trip is tomorrow." };
const content = (more: Partial<Content> = {}): Content => ({
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [body],
  ...more,
});
const withBody = (text: string, ...samples: string[]): Partial<Content> => ({
  components: [{ type: "BODY", text, ...(samples.length > 0 && { example: { body_text: [samples] } }) }],
});
const withHeader = (header: object): Partial<Content> => ({
  components: [{ type: "HEADER", ...header }, body],
});
const withButtons = (...buttons: object[]): Partial<Content> => ({
  components: [body, { type: "BUTTONS", buttons }],
});
const reply = (text: string): object => ({ type: "QUICK_REPLY", text });
const link = (url: string, example?: string[]): object => ({ type: "URL", text: "View", url, example });
const card = (...types: string[]): object => ({
  components: [
    { type: "HEADER", format: "IMAGE", example: { header_handle: ["4::aW1h"] } },
    { type: "BUTTONS", buttons: types.map((type) => ({ type, text: "Go", url: "https://a.example" })) },
  ],
});
const code = (otp: object, ...more: object[]): Partial<Content> => ({
  category: "AUTHENTICATION",
  components: [
    { type: "BODY", add_security_recommendation: true },
    ...more,
    { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE", ...otp }] },
  ] as Content["components"],
});

const refused: readonly [what: string, more: Partial<Content>, path: string][] = [
  ["no body", { components: [{ type: "FOOTER", text: "Marigold" }] }, "/components"],
  ["two bodies", { components: [body, body] }, "/components/1"],
  ["a part nobody knows", { components: [body, { type: "BANNER" }] }, "/components/1/type"],
  ["a body of 1025 characters", withBody("x".repeat(1025)), "/components/0/text"],
  ["a body of blanks", withBody("   "), "/components/0/text"],
  ["a footer of 61", { components: [body, { type: "FOOTER", text: "x".repeat(61) }] }, "/components/1/text"],
  [
    "a variable in the footer",
    { components: [body, { type: "FOOTER", text: "For {{1}}" }] },
    "/components/1/text",
  ],
  ["a header of 61", withHeader({ text: "x".repeat(61) }), "/components/0/text"],
  ["two variables in the header", withHeader({ text: "{{1}} and {{2}}" }), "/components/0/text"],
  ["an unknown header", withHeader({ format: "SOUND" }), "/components/0/format"],
  ["a picture without a sample", withHeader({ format: "IMAGE" }), "/components/0/example/header_handle"],
  ["a variable at the start", withBody("{{1}} is your name", "a"), "/components/0/text"],
  ["a variable at the end", withBody("Your name is {{1}}", "a"), "/components/0/text"],
  ["variables side by side", withBody("Dear {{1}} {{2}} hello there", "a", "b"), "/components/0/text"],
  ["variables with a gap", withBody("Dear {{1}} and {{3}} hello", "a", "b"), "/components/0/text"],
  ["a name among numbers", withBody("Dear {{name}} hello there", "a"), "/components/0/text"],
  ["braces that do not close", withBody("Dear {{1} hello there"), "/components/0/text"],
  ["a variable without a sample", withBody("Dear {{1}} hello there"), "/components/0/example/body_text"],
  ["more variables than words", withBody("a {{1}} , {{2}} , {{3}} b", "a", "b", "c"), "/components/0/text"],
  [
    "a capital in a name",
    { parameterFormat: "NAMED", components: [{ type: "BODY", text: "Dear {{Name}}, hello" }] },
    "/components/0/text",
  ],
  [
    "eleven buttons",
    withButtons(...Array.from({ length: 11 }, (_, n) => reply(`R${n}`))),
    "/components/1/buttons",
  ],
  [
    "three links",
    withButtons(link("https://a.example"), link("https://b.example"), link("https://c.example")),
    "/components/1/buttons",
  ],
  ["a label of 26", withButtons(reply("x".repeat(26))), "/components/1/buttons/0/text"],
  [
    "a link's variable in the middle",
    withButtons(link("https://a.example/{{1}}/b", ["x"])),
    "/components/1/buttons/0/url",
  ],
  [
    "a link's variable without a sample",
    withButtons(link("https://a.example/{{1}}")),
    "/components/1/buttons/0/example",
  ],
  [
    "replies around a link",
    withButtons(reply("A"), link("https://a.example"), reply("B")),
    "/components/1/buttons",
  ],
  [
    "a coupon code of 16",
    withButtons({ type: "COPY_CODE", example: "x".repeat(16) }),
    "/components/1/buttons/0/example",
  ],
  [
    "a one-time code outside authentication",
    withButtons({ type: "OTP", otp_type: "COPY_CODE" }),
    "/components/1/buttons/0/type",
  ],
  [
    "a phone button without a number",
    withButtons({ type: "PHONE_NUMBER", text: "Call" }),
    "/components/1/buttons/0/phone_number",
  ],
  [
    "an offer in utility",
    { components: [body, { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Ends soon" } }] },
    "/components/1",
  ],
  [
    "cards of different shapes",
    { components: [body, { type: "CAROUSEL", cards: [card("URL"), card("URL", "URL")] }] },
    "/components/1/cards",
  ],
  [
    "a card without buttons",
    { components: [body, { type: "CAROUSEL", cards: [{ components: [] }] }] },
    "/components/1/cards/0/components",
  ],
  [
    "a code template with words of its own",
    { category: "AUTHENTICATION", ...withBody("Your code is here") },
    "/components",
  ],
  [
    "a validity of 91 minutes",
    code({}, { type: "FOOTER", code_expiration_minutes: 91 }),
    "/components/1/code_expiration_minutes",
  ],
  ["one tap without an app", code({ otp_type: "ONE_TAP" }), "/components/1/buttons/0/supported_apps"],
];

describe("a template is refused for", () => {
  test.each(refused)("%s", (_, more, path) => {
    expect(templateErrors(content(more), null).map((error) => error.path)).toContain(path);
  });

  test.each([
    ["UTILITY", 29],
    ["UTILITY", 43_201],
    ["MARKETING", -1],
    ["AUTHENTICATION", 901],
  ])("a lifetime %s must not have: %d", (category, seconds) => {
    const errors = templateErrors({ ...content(code({})), category }, seconds);
    expect(errors.map(({ path }) => path)).toContain("/message_send_ttl_seconds");
  });
});

const good: readonly [what: string, more: Partial<Content>][] = [
  ["a body alone", {}],
  ["variables with samples", withBody("Hi {{1}}, order {{2}} is on its way.", "Asha", "1042")],
  [
    "names",
    {
      parameterFormat: "NAMED",
      components: [
        {
          type: "header",
          format: "text",
          text: "Trip {{trip}}",
          example: { header_text_named_params: [{ param_name: "trip", example: "MG-17" }] },
        },
        {
          type: "body",
          text: "Hello {{first_name}}, see you tomorrow.",
          example: { body_text_named_params: [{ param_name: "first_name", example: "Asha" }] },
        },
      ],
    },
  ],
  [
    "buttons",
    withButtons(reply("Change"), link("https://a.example/{{1}}", ["MG-17"]), {
      type: "COPY_CODE",
      example: "SAVE20",
    }),
  ],
  ["a place in the header", withHeader({ format: "LOCATION" })],
  [
    "a carousel",
    { category: "MARKETING", components: [body, { type: "CAROUSEL", cards: [card("URL"), card("URL")] }] },
  ],
  ["a code to copy", code({}, { type: "FOOTER", code_expiration_minutes: 5 })],
];

describe("what has no error is taken by the provider", () => {
  const simulator = createSimulator({ settings: { templates: { review_ms: 60_000 } } });
  let sample: string;
  beforeAll(async () => {
    await simulator.start();
    sample = await uploadSample();
  });
  afterAll(() => simulator.stop());

  const post = (path: string, headers: Record<string, string>, sent: string): Promise<Response> => {
    const { graph_url, version, access_token } = simulator.config();
    return fetch(`${graph_url}/${version}/${path}`, {
      method: "POST",
      headers: { authorization: `OAuth ${access_token}`, ...headers },
      body: sent,
    });
  };

  async function uploadSample(): Promise<string> {
    const begun = await post("app/uploads?file_length=4&file_type=image/jpeg", {}, "");
    const { id } = (await begun.json()) as { id: string };
    const { h } = (await (await post(id, { file_offset: "0" }, "abcd")).json()) as { h: string };
    return h;
  }

  test.each(good)("%s", async (what, more) => {
    const given = content(more);
    expect(templateErrors(given, null)).toEqual([]);
    const answer = await post(
      `${simulator.config().waba_id}/message_templates`,
      { "content-type": "application/json" },
      JSON.stringify({
        name: what.replaceAll(/\W/g, "_"),
        language: "en_US",
        category: given.category,
        parameter_format: given.parameterFormat,
        components: given.components,
      }).replaceAll("4::aW1h", sample),
    );
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  });
});

const json = fc.jsonValue() as fc.Arbitrary<unknown>;
const hostile = fc.array(
  fc.oneof(
    json.map((value) => ({ value })),
    fc.record({
      type: fc.constantFrom("HEADER", "body", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER"),
      text: fc.oneof(fc.string(), json),
      format: fc.oneof(fc.constantFrom("TEXT", "IMAGE"), json),
      example: json,
      buttons: fc.oneof(
        fc.array(fc.record({ type: fc.constantFrom("URL", "OTP", "COPY_CODE"), url: json })),
        json,
      ),
      cards: fc.oneof(fc.array(fc.record({ components: fc.array(json) })), json),
      limited_time_offer: json,
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

test("whatever stands in components is judged, never thrown at, in at most twenty words of advice", () => {
  fc.assert(
    fc.property(
      hostile,
      fc.constantFrom("UTILITY", "MARKETING", "AUTHENTICATION"),
      fc.constantFrom("NAMED", "POSITIONAL"),
      (components, category, parameterFormat) => {
        const given = { category, parameterFormat, components } as Content;
        const errors = templateErrors(given, null);
        expect(errors.length).toBeLessThanOrEqual(20);
        for (const { path } of errors) expect(path).toMatch(/^(\/|$)/);
        expect(warningsOf(given)).toEqual(expect.any(Array));
      },
    ),
    { numRuns: 1000 },
  );
});

describe("utility", () => {
  const reads = (text: string, category: CreateTemplate["category"] = "UTILITY"): string[] =>
    warningsOf(content({ category, ...withBody(text) })).map(({ message }) => message);

  test.each([
    "Get 20% off your next trip.",
    "Shop now and save on every order.",
    "Hurry, this ends tonight.",
    "Your order is here!! Enjoy it.",
  ])("that says “%s” reads like marketing, and marketing may", (text) => {
    expect(reads(text)[0]).toContain("reads like marketing");
    expect(reads(text, "MARKETING")).toEqual([]);
  });

  test("that says what happened does not", () => {
    expect(reads("Your order {{1}} has left our warehouse. Reply STOP to hear no more.")).toEqual([]);
  });
});
