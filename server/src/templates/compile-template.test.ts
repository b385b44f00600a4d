// One version for many recipients: what stands in for missing values, what is refused, and which message comes out.

import { parseMessageObject } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { compileTemplate, type TemplateVersion } from "./compile-template.ts";
import { diffVersions } from "./diff-versions.ts";
import { checkContent, fallbackWarnings, type Writing } from "./check-content.ts";

const version = (more: Partial<TemplateVersion>): TemplateVersion => ({
  kind: "cloud_api",
  id: "a",
  name: "order",
  language: "en",
  version: 1,
  status: "APPROVED",
  category: "UTILITY",
  parameterFormat: "POSITIONAL",
  components: [],
  variables: {},
  ...more,
});
const body = (text: string): object[] => [{ type: "BODY", text }];
const local = (components: object[], more: Partial<TemplateVersion> = {}): TemplateVersion =>
  version({ kind: "local", parameterFormat: "NAMED", components: components as [], ...more });

describe("a template of Meta's", () => {
  const order = version({
    components: [
      { type: "HEADER", format: "TEXT", text: "Order {{1}}" },
      { type: "BODY", text: "Hi {{1}}, order {{2}} is on its way." },
      { type: "BUTTONS", buttons: [{ type: "URL", text: "View", url: "https://a.example/{{1}}" }] },
    ],
    variables: { 1: { fallback: "there" }, header_1: { fallback: "today" }, button_0: { fallback: "all" } },
  });

  test("takes the fallback for header, body and button where a value is missing or blank", () => {
    const template = compileTemplate(order);
    expect(template.withoutFallback).toEqual(["2"]);
    expect(template.render({ 1: " ", 2: 1042, header_1: null, other: "ignored" }, "a")).toMatchObject({
      ok: true,
      body: {
        template: {
          components: [
            { type: "header", parameters: [{ text: "today" }] },
            { type: "body", parameters: [{ text: "there" }, { text: "1042" }] },
            { type: "button", parameters: [{ text: "all" }] },
          ],
        },
      },
    });
  });

  test("never gets an empty value: what is missing is named", () => {
    expect(compileTemplate(order).render({ 2: "" }, "a")).toMatchObject({
      ok: false,
      missing: ["2"],
      errors: [{ path: "/variables/2" }],
    });
  });
});

describe("a local template", () => {
  const buttons = (...list: object[]): object => ({ type: "BUTTONS", buttons: list });
  const yes = { type: "QUICK_REPLY", text: "Yes, {{name}}", id: "yes" };
  const file = { type: "HEADER", format: "IMAGE", link: "https://a.example/{{code}}.png" };

  test.each<[string, object[], object]>([
    ["text", body("Hi {{name}}"), { type: "text", text: { body: "Hi Asha" } }],
    [
      "text with its header and footer",
      [{ type: "HEADER", text: "News" }, ...body("Hi"), { type: "FOOTER", text: "Bye" }],
      { type: "text", text: { body: "*News*\n\nHi\n\n_Bye_" } },
    ],
    [
      "a file with a caption",
      [file, ...body("Hi {{name}}")],
      { type: "image", image: { link: "https://a.example/7.png", caption: "Hi Asha" } },
    ],
    [
      "a file that each message gives",
      [{ type: "HEADER", format: "DOCUMENT", filename: "bill.pdf" }, ...body("Hi")],
      { type: "document", document: { id: `med_${"0".repeat(32)}`, filename: "bill.pdf", caption: "Hi" } },
    ],
    [
      "replies",
      [...body("Hi"), buttons(yes)],
      {
        interactive: { type: "button", action: { buttons: [{ reply: { id: "yes", title: "Yes, Asha" } }] } },
      },
    ],
    [
      "an address",
      [...body("Hi"), buttons({ type: "URL", text: "See", url: "https://a.example/{{code}}" })],
      { interactive: { type: "cta_url", action: { parameters: { url: "https://a.example/7" } } } },
    ],
  ])("becomes %s", (_, components, expected) => {
    const values = { name: "Asha", code: 7, header_document: `med_${"0".repeat(32)}` };
    const rendered = compileTemplate(local(components)).render(values, "a");
    expect(rendered).toMatchObject({ ok: true, body: expected });
    expect(rendered.ok && parseMessageObject(rendered.body)).toMatchObject({ ok: true });
  });

  test("says the same to the same recipient of a campaign, and not the same to all", () => {
    const template = compileTemplate(local(body("{Hello|Hi|Hey} {{name}}, {thanks|thank you}.")));
    const say = (seed: string) => JSON.stringify(template.render({ name: "Asha" }, seed));
    expect(say("c:1")).toBe(say("c:1"));
    expect(new Set(Array.from({ length: 200 }, (_, at) => say(`c:${at}`))).size).toBe(6);
    expect(template.variations).toBe(6);
  });

  test("takes fallbacks, and names all that is missing", () => {
    const template = local(body("Hi {{name}}, {{order}} of {{day}}"), {
      variables: { name: { fallback: "friend" } },
    });
    expect(compileTemplate(template).withoutFallback).toEqual(["order", "day"]);
    expect(compileTemplate(template).render({}, "a")).toMatchObject({ missing: ["order", "day"] });
  });

  test.each([
    ["a value that makes a button too long", [...body("Hi"), buttons(yes)], { name: "x".repeat(20) }],
    ["a value that makes the text too long", body("{{name}}"), { name: "x".repeat(4097) }],
    ["nothing left to say", body("{% if vip %}Hi{% endif %}"), {}],
    ["an address that is none", [file, ...body("Hi")], { code: "a b" }],
    ["two replies alike", [...body("Hi"), buttons(yes, { ...yes, id: "no" })], { name: "A" }],
  ])("refuses %s", (_, components, values) => {
    expect(compileTemplate(local(components)).render(values, "a")).toMatchObject({
      ok: false,
      missing: [],
      errors: [{ path: "/variables" }],
    });
  });
});

describe("what is being written", () => {
  const writing = (components: object[], more: object = {}): Writing => ({
    kind: "local",
    parameterFormat: "NAMED",
    draft: { category: "UTILITY", components: components as [], ttl_seconds: null, ...more },
  });

  test("is told where it goes wrong, to the letter", () => {
    const metas = {
      ...writing(body("Hi {{1}} {{2}}, ok?")),
      kind: "cloud_api",
      parameterFormat: "POSITIONAL",
    } as const;
    expect(checkContent(metas).errors).toContainEqual({
      path: "/components/0/text",
      message: "has two variables side by side",
      start: 3,
      end: 8,
    });
    expect(checkContent(writing(body("Hi {{ name | nope }}"))).errors).toMatchObject([
      { path: "/components/0/text", start: 3, end: 20 },
    ]);
  });

  test("is warned of words that sell, of one text for all, and of who has no value", () => {
    expect(checkContent(writing(body("Our sale begins"))).warnings).toMatchObject([
      { message: "reads like marketing: it names an offer", start: 4, end: 8 },
    ]);
    const offer = writing(body("{Hi|Hello} {{name}}, our sale begins"), { category: "MARKETING" });
    const { warnings, variables, variations } = checkContent(offer);
    expect(variations).toBe(2);
    expect(warnings).toMatchObject([{ message: expect.stringContaining("2 different texts only") }]);
    expect(fallbackWarnings(offer, variables)).toMatchObject([{ path: "/variables/name" }]);
  });

  test.each<[string, object[], object, string]>([
    [
      "more than three replies",
      [
        ...body("Hi"),
        { type: "BUTTONS", buttons: Array.from({ length: 4 }, () => ({ type: "QUICK_REPLY", text: "a" })) },
      ],
      {},
      "/components/1/buttons",
    ],
    ["no body", [{ type: "FOOTER", text: "Hi" }], {}, "/components"],
    ["a carousel", [...body("Hi"), { type: "CAROUSEL" }], {}, "/components/1/type"],
    [
      "a footer that is always too long",
      [...body("Hi"), { type: "FOOTER", text: "x".repeat(61) }],
      {},
      "/components/1/text",
    ],
    ["a login code", body("Hi"), { category: "AUTHENTICATION" }, "/category"],
    ["a fallback for nothing", body("Hi"), { variables: { name: { fallback: "a" } } }, "/variables/name"],
  ])("is refused with %s", (_, components, more, path) => {
    expect(checkContent(writing(components, more)).errors).toMatchObject([{ path }]);
  });
});

test("two versions are compared place by place", () => {
  const before = { category: "UTILITY", components: [{ type: "BODY", text: "a" }], variables: {} };
  const after = {
    ...before,
    components: [{ type: "BODY", text: "b" }, { type: "FOOTER" }],
    variables: { "a/b": 1 },
  };
  expect(diffVersions(before, after)).toEqual([
    { path: "/components/0/text", before: "a", after: "b" },
    { path: "/components/1", after: { type: "FOOTER" } },
    { path: "/variables/a~1b", after: 1 },
  ]);
  expect(diffVersions(before, before)).toEqual([]);
});
