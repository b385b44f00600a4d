// Personal texts: variables, fallbacks, limits, and what is refused before anything is sent.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../kernel/refusal.ts";
import { compileText } from "./text-template.ts";

const names = ["first_name", "doctor", "नाम"];
const render = (text: string, values: Record<string, string>) => compileText(text, names)(values);

describe("a text", () => {
  test("is filled with the row's values, in any script", () => {
    const text = "Hi {{ first_name }}, {{ नाम }}: {% if doctor %}{{ doctor | upcase }}{% endif %}!";
    const values = { first_name: "Zoë 🌸", नाम: "आशा", doctor: "Rao" };
    expect(render(text, values)).toEqual({ ok: true, text: "Hi Zoë 🌸, आशा: RAO!" });
  });

  test("is not interpreted twice: a name that looks like a placeholder stays a name", () => {
    const text = render("Hi {{ first_name }}", { first_name: "{{ doctor }}" });
    expect(text).toEqual({ ok: true, text: "Hi {{ doctor }}" });
  });

  test("uses the default where the row has nothing", () => {
    expect(render("Hi {{ first_name | default: 'there' }}", {})).toEqual({ ok: true, text: "Hi there" });
  });

  test("is refused for a row that lacks a value without default, by the variable's name", () => {
    const refused = render("Hi {{ first_name }}", { doctor: "Rao" });
    expect(refused).toMatchObject({ ok: false, reason: "missing_variable" });
    expect(refused).toMatchObject({ words: expect.stringContaining("no first_name") });
  });

  test("sees no property that is not a value", () => {
    for (const path of ["constructor", "__proto__", "toString"]) {
      expect(() => compileText(`{{ ${path} }}`, names)).toThrow("which no column gives");
    }
    expect(render("{{ first_name.constructor }}", { first_name: "x" })).toMatchObject({ ok: false });
  });
});

describe("refused before anything is read", () => {
  test.each([
    ["{{ frist_name }}", '{{ frist_name }}, which no column gives: did you mean "first_name"?'],
    ["{{ frist_name | default: 'x' }}", "which no column gives"],
    ["{{ first_name | upcas }}", 'there is no filter "upcas": did you mean "upcase"?'],
    ["{{ first_name", "not closed"],
    ["{% if first_name %}", "not closed"],
    ["{% include 'secrets' %}", 'there is no tag "include"'],
    ["{% render 'secrets' %}", 'there is no tag "render"'],
    ["{% layout 'secrets' %}", 'there is no tag "layout"'],
    ["{% for x in (1..1000000) %}x{% endfor %}", 'there is no tag "for"'],
    ["{{ 'now' | date: '%Y' }}", 'there is no filter "date"'],
    ["{{ first_name | split: '' | sample }}", 'there is no filter "sample"'],
    ["x".repeat(30_000), "limit"],
  ])("%s", (text, why) => {
    expect(() => compileText(text, names)).toThrow(Refusal);
    expect(() => compileText(text, names)).toThrow(why);
  });
});

test("a text that grows without bound ends as a refusal", () => {
  const doubled = "{% assign x = first_name %}" + "{% assign x = x | append: x %}".repeat(40) + "{{ x }}";
  expect(render(doubled, { first_name: "x" })).toMatchObject({ ok: false, reason: "text_failed" });
});

test("whatever the values, a text is the same at every run", () => {
  const template = compileText("{{ first_name | strip | capitalize | truncate: 20 }}!", names);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (first_name) => {
      const once = template({ first_name });
      expect(once.ok).toBe(true);
      expect(template({ first_name })).toEqual(once);
    }),
  );
});
