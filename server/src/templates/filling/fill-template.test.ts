// Filling a template from `variables`: header, body, buttons, cards and codes, and what does not fit named by place.

import { parseMessageObject, type TemplateComponent } from "@waypost/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderPreview } from "../preview.ts";
import type { Content } from "../template.ts";
import { componentErrors } from "./component-errors.ts";
import { fillTemplate, variablesOf } from "./fill-template.ts";

const content = (components: Content["components"], more: Partial<Content> = {}): Content => ({
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components,
  ...more,
});
const body = { type: "BODY", text: "Hi {{1}}, order {{2}} is on its way." };
const named = content(
  [
    { type: "HEADER", format: "TEXT", text: "Trip {{trip}}" },
    { type: "BODY", text: "Hello {{first_name}}, your trip {{trip}} is tomorrow." },
  ],
  { parameterFormat: "NAMED" },
);
const link = { type: "URL", text: "View", url: "https://a.example/t/{{1}}", example: ["MG-17"] };

function filled(template: Content, variables: Record<string, string>): TemplateComponent[] {
  const result = fillTemplate(template, variables, "/template/variables");
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.components;
}

const errorsOf = (template: Content, variables: Record<string, string>): string[] => {
  const result = fillTemplate(template, variables, "/v");
  return result.ok ? [] : result.errors.map(({ path }) => path);
};

const image = { type: "HEADER", format: "IMAGE" };
const cards = content(
  [
    { type: "BODY", text: "New trips for {{1}} this week" },
    {
      type: "CAROUSEL",
      cards: [
        {
          components: [
            image,
            { type: "BODY", text: "To {{1}} by boat" },
            { type: "BUTTONS", buttons: [link] },
          ],
        },
        {
          components: [
            image,
            { type: "BODY", text: "To {{1}} by train" },
            { type: "BUTTONS", buttons: [link] },
          ],
        },
      ],
    },
  ],
  { category: "MARKETING" },
);
const code = content(
  [
    { type: "BODY", text: "*{{1}}* is your verification code." },
    {
      type: "BUTTONS",
      buttons: [{ type: "URL", text: "Copy code", url: "https://w.example/?code=otp{{1}}" }],
    },
  ],
  { category: "AUTHENTICATION" },
);
const offer = content(
  [
    body,
    { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Ends soon", has_expiration: true } },
    { type: "BUTTONS", buttons: [{ type: "COPY_CODE", example: "SAVE20" }, link] },
  ],
  { category: "MARKETING" },
);

describe("variables become", () => {
  test("a positional body in order, and the header's and the address' by their places", () => {
    const template = content([
      { type: "HEADER", format: "TEXT", text: "Order {{1}}" },
      body,
      { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Stop" }, link] },
    ]);
    const variables = { 2: "1042", 1: "Asha", header_1: "#1042", button_1: "MG 17/ü%20" };
    expect(errorsOf(template, variables)).toEqual(["/v/button_1"]);
    expect(filled(template, { ...variables, button_1: "MG17/ü%20" })).toEqual([
      { type: "header", parameters: [{ type: "text", text: "#1042" }] },
      { type: "body", parameters: ["Asha", "1042"].map((text) => ({ type: "text", text })) },
      { type: "button", sub_type: "url", index: 1, parameters: [{ type: "text", text: "MG17/%C3%BC%20" }] },
    ]);
  });

  test("named texts, and one value for a name that comes twice", () => {
    expect(filled(named, { first_name: "Asha", trip: "MG-17" })).toEqual([
      { type: "header", parameters: [{ type: "text", parameter_name: "trip", text: "MG-17" }] },
      {
        type: "body",
        parameters: [
          { type: "text", parameter_name: "first_name", text: "Asha" },
          { type: "text", parameter_name: "trip", text: "MG-17" },
        ],
      },
    ]);
  });

  test.each([
    [
      "IMAGE",
      { header_image: "https://a.example/a.png" },
      { type: "image", image: { link: "https://a.example/a.png" } },
    ],
    ["VIDEO", { header_video: "700000001" }, { type: "video", video: { id: "700000001" } }],
    [
      "DOCUMENT",
      { header_document: "700000001", header_filename: "bill.pdf" },
      { type: "document", document: { id: "700000001", filename: "bill.pdf" } },
    ],
    [
      "LOCATION",
      { header_latitude: "9.93", header_longitude: "76.26", header_place: "Fort" },
      { type: "location", location: { latitude: 9.93, longitude: 76.26, name: "Fort" } },
    ],
  ])("a header of format %s", (format, variables, parameter) => {
    const [header] = filled(
      content([
        { type: "HEADER", format },
        { type: "BODY", text: "Hi" },
      ]),
      variables,
    );
    expect(header).toEqual({ type: "header", parameters: [parameter] });
  });

  test("a one-time code twice: in the text and in the button", () => {
    expect(filled(code, { 1: "493817" })).toEqual([
      { type: "body", parameters: [{ type: "text", text: "493817" }] },
      { type: "button", sub_type: "url", index: 0, parameters: [{ type: "text", text: "493817" }] },
    ]);
    expect(errorsOf(code, { 1: "1234567890123456" })).toEqual(["/v/1"]);
  });

  test("an offer's end and its code", () => {
    const variables = {
      1: "Asha",
      2: "1042",
      offer_ends_at: "2026-12-31T18:00:00Z",
      button_0: "SAVE20",
      button_1: "x",
    };
    expect(filled(offer, variables)).toContainEqual({
      type: "limited_time_offer",
      parameters: [
        {
          type: "limited_time_offer",
          limited_time_offer: { expiration_time_ms: Date.UTC(2026, 11, 31, 18) },
        },
      ],
    });
    expect(filled(offer, variables)).toContainEqual({
      type: "button",
      sub_type: "copy_code",
      index: 0,
      parameters: [{ type: "coupon_code", coupon_code: "SAVE20" }],
    });
    expect(errorsOf(offer, { ...variables, offer_ends_at: "soon", button_0: "no code!" })).toEqual([
      "/v/button_0",
      "/v/offer_ends_at",
    ]);
  });

  test("cards, each with its own", () => {
    const one = { card_0_1: "Goa", card_0_header_image: "1", card_0_button_0: "goa" };
    const two = { card_1_1: "Pune", card_1_header_image: "2", card_1_button_0: "pune" };
    const [, carousel] = filled(cards, { 1: "Asha", ...one, ...two });
    expect(carousel).toMatchObject({
      type: "carousel",
      cards: [
        { card_index: 0, components: [{ type: "header" }, { type: "body" }, { type: "button", index: 0 }] },
        { card_index: 1, components: [{ type: "header" }, { parameters: [{ text: "Pune" }] }, {}] },
      ],
    });
    expect(errorsOf(cards, { 1: "Asha", ...one })).toEqual([
      "/v/card_1_header_image",
      "/v/card_1_1",
      "/v/card_1_button_0",
    ]);
  });
});

describe("is refused at its place", () => {
  test.each([
    ["a missing one", { 1: "Asha" }, ["/v/2"]],
    ["one that the template does not have", { 1: "Asha", 2: "7", 3: "?" }, ["/v/3"]],
    ["an empty one", { 1: "", 2: "7" }, ["/v/1"]],
    ["a line break", { 1: "Asha\nNair", 2: "7" }, ["/v/1"]],
    ["five spaces", { 1: "Asha     Nair", 2: "7" }, ["/v/1"]],
    ["a text beyond 1024 in all", { 1: "x".repeat(1020), 2: "7" }, ["/v"]],
    ["a name of JavaScript's own", { 1: "Asha", 2: "7", constructor: "x" }, ["/v/constructor"]],
  ])("%s", (_, variables, paths) => {
    expect(errorsOf(content([body]), variables as Record<string, string>)).toEqual(paths);
  });
});

const templates = [
  content([body]),
  named,
  cards,
  code,
  offer,
  content([{ ...image }, { type: "BODY", text: "Hi" }]),
];

test("what is filled fits the contract of messages and the template it was filled for", () => {
  const value = fc.oneof(
    fc.constantFrom("1", "Asha", "2026-12-31T18:00:00Z", "https://a.example/a"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.func(value), (template, valueOf) => {
      const given = Object.fromEntries(variablesOf(template).map(({ name }) => [name, valueOf(name)]));
      const result = fillTemplate(template, given, "/v");
      if (!result.ok) return;
      expect(componentErrors(template, result.components, "/c")).toEqual([]);
      const message = { name: "a", language: "en", components: result.components };
      expect(parseMessageObject({ type: "template", template: message })).toMatchObject({ ok: true });
    }),
    { numRuns: 2000 },
  );
});

describe("components given by the caller", () => {
  const text = (value: string): object => ({ type: "text", text: value });
  test.each([
    ["too few values", content([body]), [{ type: "body", parameters: [text("a")] }], ["/c/0/parameters"]],
    ["no body", content([body]), [], ["/c"]],
    [
      "a header where there is none",
      content([body]),
      [
        { type: "header", parameters: [text("a")] },
        { type: "body", parameters: [text("a"), text("b")] },
      ],
      ["/c/0"],
    ],
    [
      "a value without its name",
      named,
      [
        { type: "header", parameters: [text("a")] },
        { type: "body", parameters: [text("a"), text("b")] },
      ],
      ["/c/0/parameters", "/c/1/parameters", "/c/1/parameters"],
    ],
    [
      "one card of two",
      cards,
      [
        { type: "body", parameters: [text("a")] },
        { type: "carousel", cards: [{ card_index: 0, components: [] }] },
      ],
      ["/c/1/cards"],
    ],
    [
      "the wrong kind of button",
      offer,
      [
        { type: "body", parameters: [text("a"), text("b")] },
        { type: "button", sub_type: "url", index: 0, parameters: [text("a")] },
      ],
      ["/c", "/c/1/sub_type", "/c"],
    ],
  ])("%s", (_, template, given, paths) => {
    const errors = componentErrors(template, given as TemplateComponent[], "/c");
    expect(errors.map(({ path }) => path).toSorted()).toEqual([...paths].toSorted());
  });

  test("may give an amount for a text, and leave out what comes back from a button", () => {
    const template = content([body, { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Stop" }] }]);
    const amount = {
      type: "currency",
      currency: { fallback_value: "9 EUR", code: "EUR", amount_1000: 9000 },
    } as const;
    const given: TemplateComponent[] = [{ type: "body", parameters: [{ type: "text", text: "a" }, amount] }];
    expect(componentErrors(template, given, "/c")).toEqual([]);
  });
});

test("a preview shows what a person would see, and what is missing", () => {
  expect(renderPreview(named, { first_name: "Asha" })).toMatchObject({
    header: { format: "TEXT", text: "Trip {{trip}}" },
    body: "Hello Asha, your trip {{trip}} is tomorrow.",
    errors: [{ path: "/variables/trip" }],
  });
  expect(renderPreview(cards, { 1: "Asha", card_1_1: "Pune", card_1_button_0: "p" })).toMatchObject({
    body: "New trips for Asha this week",
    cards: [
      { body: "To {{1}} by boat" },
      { body: "To Pune by train", buttons: [{ target: "https://a.example/t/p" }] },
    ],
  });
});
