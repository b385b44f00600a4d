// The language of local templates: choices, values and conditions, what is refused, and that nothing hostile gets far.

import fc from "fast-check";
import { Liquid } from "liquidjs";
import { describe, expect, test } from "vitest";
import { compileText, type CompiledText } from "./compile-text.ts";
import { plainOutput } from "./plain-output.ts";
import { hashSeed } from "./variations.ts";

type Values = Record<string, string | number | boolean>;

function compiled(source: string): CompiledText {
  const compilation = compileText(source);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
  return compilation.text;
}

function said(source: string, values: Values = {}, seed = "a"): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const valueOf = (name: string): Values[string] | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  const text = compiled(source).say({ valueOf, seedHash: hashSeed(seed), missing, failures: new Set() });
  return { text, missing: [...missing] };
}

const problemsOf = (source: string): string[] => {
  const compilation = compileText(source);
  return compilation.ok ? [] : compilation.problems.map(({ message }) => message);
};

test.each<[source: string, values: Values, text: string]>([
  ["Hi {{ name }}", { name: "Asha" }, "Hi Asha"],
  ['Hi {{ first_name | default: "there" | capitalize }}', {}, "Hi There"],
  ["{{ a | append: '}}' | upcase }}", { a: "x" }, "X}}"],
  ["{% if vip %}Dear {{ name }}{% else %}Hello{% endif %}!", { name: "Asha" }, "Hello!"],
  ["{% if vip %}Dear {{ name }}{% else %}Hello{% endif %}!", { vip: true, name: "Asha" }, "Dear Asha!"],
  ["{% unless vip %}Join us.{% endunless %}", { vip: false }, "Join us."],
  [
    "{% if visits > 3 and city == 'Pune' %}Again!{% elsif visits %}Hello{% endif %}",
    { visits: 4, city: "Pune" },
    "Again!",
  ],
  ["{% case plan %}{% when 'gold' %}G{% else %}other{% endcase %}", { plan: "gold" }, "G"],
  ["On {{ day | date: '%-d.%-m.%Y' }}", { day: "2026-03-04" }, "On 4.3.2026"],
  ["Total {{ price | times: 2 | round: 1 }}", { price: 1.25 }, "Total 2.5"],
  ["A\n{% if gone %}\nB\n{% endif %}\nC", {}, "A\n\nC"],
  ["\\{a\\|b\\} and a\\\\b | c}", {}, "{a|b} and a\\b | c}"],
  ["{% if a %}\\{{{ a }}\\}{% endif %}", { a: "x" }, "{x}"],
])("%s with %j says %s", (source, values, text) => {
  expect(said(source, values)).toEqual({ text, missing: [] });
});

describe("a choice", () => {
  test("says all its variants, and the same one to the same seed", () => {
    const source = "{Hello|Hi|{Good {morning|day}|Hey}} {{name}}{!|}";
    const values = { name: "Asha" };
    const texts = new Set(Array.from({ length: 2000 }, (_, at) => said(source, values, `s${at}`).text));
    expect(texts.size).toBe(compiled(source).variations);
    expect(texts).toContain("Good morning Asha!");
    expect(said(source, values, "x")).toEqual(said(source, values, "x"));
  });

  test("gives each variant its share", () => {
    const counts = Map.groupBy(
      Array.from({ length: 9000 }, (_, at) => said("{a|b|c}", {}, `campaign:${at}`).text),
      (text) => text,
    );
    for (const variant of ["a", "b", "c"]) expect(counts.get(variant)?.length).toBeGreaterThan(2700);
  });

  test("begins with a value when there are three braces, and stands within a condition", () => {
    expect(said("{{{a}}|{{a}}}", { a: "x" }).text).toBe("x");
    expect(said("{% if a == 'x' %}{1|1}{% endif %}", { a: "x" }).text).toBe("1");
    expect(said("{ {% if a == 'x' %}y{% endif %}| {% if a == 'x' %}y{% endif %}}", { a: "x" }).text).toBe(
      "y",
    );
  });

  test("is counted by what differs", () => {
    expect(compiled("{a|a|b} {c|d|e}").variations).toBe(6);
    expect(compiled("{a|b}".repeat(100)).variations).toBe(1_000_000_000);
    expect(compiled("no choice").variations).toBe(1);
  });
});

test("what is missing is named, also beyond the first", () => {
  expect(said("{{ a }} {{ b | upcase | append: c }} {{ d | default: 'x' }}")).toMatchObject({
    missing: ["a", "b", "c"],
  });
  expect(said("{% if a == b %}{% endif %}{% if c %}{{ c }}{% endif %}").missing).toEqual([]);
  expect(compiled("{% if c %}{{ c }}{{ e }}{% endif %}{{ d | default: 'x' }}{{ a }}")).toMatchObject({
    names: ["c", "e", "d", "a"],
    needed: ["e", "a"],
  });
});

test("names are names, whatever JavaScript makes of them", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    expect(said(`{{ ${name} }}`).missing).toEqual([name]);
    expect(said(`{{ ${name} | truncate: 3 }}`).missing).toEqual([name]);
    expect(said(`{% if ${name} == 1 %}x{% endif %}{% if ${name} %}y{% endif %}`).text).toBe("");
  }
});

test.each([
  ["a {b", /never closed/],
  ["{name}", /has one variant: write \{\{name\}\}/],
  ["{{ name", /never closed by \}\}/],
  ["{% if a %}x", /must end with \{% endif %\}/],
  ["{a|{% if b %}x}{% endif %}", /in the same variant/],
  ["{% endif %}", /outside of its condition/],
  ["{% for i in (1..99999999) %}x{% endfor %}", /is no tag here/],
  ["{% assign a = b %}", /is no tag here/],
  ["{% render 'x' %}", /is no tag here/],
  ["{% choice 0 %}{% endchoice %}", /is no tag here/],
  ["{{ (1..99999999) | join }}", /may have names, filters/],
  ["{{ contact.name }}", /may not have dots/],
  ["{{ a | nope }}", /there is no filter "nope"/],
  ["{{ }}", /is empty/],
  ["{{- a -}}", /line breaks/],
])("%s is refused", (source, words) => {
  expect(problemsOf(source).join("; ")).toMatch(words);
});

test.each([
  ["choices within choices", "{ ".repeat(9), /8 deep/],
  ["choices", "{a|b}".repeat(101), /more than 100 choices/],
  ["variants", `{${"a|".repeat(50)}a}`, /more than 50 variants/],
  ["text", "x".repeat(10_001), /more than 10000 characters/],
  ["filters", `{{ a ${"| append: a".repeat(80)} }}`, /longer than 500 characters/],
  ["values", Array.from({ length: 101 }, (_, at) => `{{ v${at} }}`).join(""), /more than 100 values/],
  ["conditions", "{% if a %}".repeat(9) + "{% endif %}".repeat(9), /more than 8 deep/],
])("too many %s are refused", (_, source, words) => {
  expect(problemsOf(source).join("; ")).toMatch(words);
});

test("a problem has its place", () => {
  const compilation = compileText("Hi {{ name | nope }}!");
  expect(compilation).toMatchObject({ ok: false, problems: [{ start: 3, end: 20 }] });
});

test("today is no date: the same text comes out tomorrow", () => {
  const failures = new Set<string>();
  const saying = { valueOf: () => undefined, seedHash: 0, missing: new Set<string>(), failures };
  compiled("{{ 'now' | date: '%Y' }}").say(saying);
  expect([...failures]).toEqual([expect.stringContaining("date needs a day")]);
});

test("a text that grows beyond bounds fails, and is not said", () => {
  const failures = new Set<string>();
  const source = `{{ a ${'| replace: "", a'.repeat(3)} }}`;
  const valueOf = (): string => "x".repeat(2000);
  const text = compiled(source).say({ valueOf, seedHash: 0, missing: new Set(), failures });
  expect({ text, failures: failures.size }).toEqual({ text: "", failures: 1 });
});

const pieces = fc.constantFrom(
  ..."{ } | \\ {{ }} {{a}} {{b|upcase}} {% %} {%if a%} {%else%} {%endif%} {%case a%} {%when 1%} {%endcase%}".split(
    " ",
  ),
  ..."{%if a==1%} {%or%} {%endchoice%} {%raw%} ' \" x \u0000 \u{1f600} {{'}}'}} {{a|default:'{x|y}'}} \n".split(
    " ",
  ),
);

test("whatever is written is compiled or refused, and what is compiled says the same twice", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), fc.string(), fc.string(), (written, value, seed) => {
      const source = written.join("");
      const compilation = compileText(source);
      if (!compilation.ok) {
        for (const { start, end } of compilation.problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(source.length);
        }
        return;
      }
      const once = said(source, { a: value }, seed);
      expect(said(source, { a: value }, seed)).toEqual(once);
      expect(once.missing.every((name) => compilation.text.names.includes(name))).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test("texts as long as they may be, made to hurt, are dealt with at once", () => {
  const most = [
    "{a|{b|{c|{d|{e|{f|{g|{h|i}}}}}}}}".repeat(12),
    `{${"{a|b}|".repeat(49)}x}`,
    "{{a}}".repeat(2000),
    `{% if a == 'x' %}${"{{a|size}}".repeat(900)}{% endif %}`,
    "{".repeat(10_000),
    "\\".repeat(10_000),
    `{{ ${"'".repeat(490)} }}`,
    `{{ a ${"| append: a ".repeat(40)} }}`,
  ];
  const startedAt = performance.now();
  for (const source of most) if (compileText(source).ok) said(source, { a: "x" });
  // A tenth of a second in all when nobody else is at work.
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

test("plain outputs say what Liquid says", () => {
  const liquid = new Liquid({ ownPropertyOnly: true });
  const shapes = fc.array(fc.constantFrom("capitalize", "upcase", "downcase", "strip"), { maxLength: 3 });
  const fallback = fc.option(fc.constantFrom('"There"', "'you all'", '""'), { nil: null });
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom(" ß ", "İstanbul", "ǆ", "मेधा\n")),
      shapes,
      fallback,
      (value, steps, default_) => {
        const filters = [...(default_ === null ? [] : [`default: ${default_}`]), ...steps];
        const source = ["a", ...filters].join(" | ");
        const plain = plainOutput(source);
        if (plain === null) throw new Error(source);
        const given = default_ !== null && value === "" ? (plain.fallback ?? "") : value;
        expect(plain.shape(given)).toBe(String(liquid.parseAndRenderSync(`{{ ${source} }}`, { a: value })));
      },
    ),
    { numRuns: 300 },
  );
});
