// What a rule is compiled to: no word of it in the text, every table bound to the tenant, whatever the rule says.

import type { SegmentRule } from "@waypost/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presentId } from "../../../kernel/ids.ts";
import { randomRule } from "../testing/random-rule.ts";
import { compileRule, compileSegment } from "./compile-rule.ts";
import { createValues } from "./values.ts";
import type { RuleWorld } from "./world.ts";

const tenantId = "01932f6a-0000-7000-8000-000000000000";
const segmentId = presentId("seg", "01932f6a-0000-7000-8000-000000000001");
const everybody: SegmentRule = { kind: "all", of: [] };
const world: RuleWorld = {
  mode: "live",
  at: new Date("2026-11-21T20:15:00Z"),
  timeZone: "Asia/Kolkata",
  segments: new Map([[segmentId, { rule: everybody, exclude: null }]]),
};
const named = {
  lists: [presentId("lst", "01932f6a-0000-7000-8000-000000000002")],
  campaigns: [presentId("cmp", "01932f6a-0000-7000-8000-000000000003")],
  segments: [segmentId],
};

function compiled(rule: SegmentRule): { text: string; values: readonly unknown[] } {
  const values = createValues(tenantId);
  return { text: compileRule(rule, values, world), values: values.list };
}

/** Without the words of the compiler itself: what stands between quotes there. */
function quotedIn(text: string): string[] {
  return [...text.matchAll(/'([^']*)'/g)].map(([, quoted = ""]) => quoted);
}

/** All that the compiler ever quotes. */
const ownWords = new Set(
  `string number null "" own template {template,name} MM-DD _ - accepted sent delivered read played failed`
    .split(" ")
    .concat("", "72 hours"),
);

describe("a compiled rule", () => {
  test("has none of its words in the text, and a value for each placeholder", () => {
    fc.assert(
      fc.property(randomRule(named), (rule) => {
        const { text, values } = compiled(rule);
        expect(quotedIn(text).filter((quoted) => !ownWords.has(quoted))).toEqual([]);
        expect(text).not.toMatch(/--|\/\*|;/);
        const placeholders = new Set([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
        const bound = values.map((_, index) => index + 1).slice(1);
        expect([...placeholders].filter((number) => number !== 1).toSorted((a, b) => a - b)).toEqual(bound);
      }),
      { numRuns: 300 },
    );
  });

  test("binds every table it asks to the tenant", () => {
    fc.assert(
      fc.property(randomRule(named), (rule) => {
        const { text } = compiled(rule);
        const tables = [...text.matchAll(/(?:from|join) ([a-z_]+) ([a-z])\b/g)].map(
          ([, , alias = ""]) => alias,
        );
        for (const alias of tables)
          expect(text).toMatch(new RegExp(String.raw`\b${alias}\.tenant_id = |= ${alias}\.tenant_id`));
      }),
      { numRuns: 300 },
    );
  });

  test.each(["'; drop table contact; --", "$1", "\\", "%", "') or true --", "\u0000x", "{a,b}", 'x"y'])(
    "carries %j as a value, wherever it stands",
    (word) => {
      const rule: SegmentRule = {
        kind: "any",
        of: [
          { kind: "name", text: { contains: word } },
          { kind: "attribute", name: word, text: { one_of: [word] } },
          { kind: "tag", all_of: [word] },
          { kind: "time_zone", one_of: [word] },
          { kind: "event", event: "replied", template: word },
          { kind: "bucket", seed: word, from: 0, to: 1 },
        ],
      };
      const { text, values } = compiled(rule);
      expect(text).toBe(
        compiled(JSON.parse(JSON.stringify(rule).replaceAll(JSON.stringify(word), '"q"'))).text,
      );
      expect(values).toEqual(expect.arrayContaining([word, [word]]));
    },
  );

  test("numbers its values after those that stand before them", () => {
    const values = createValues(tenantId, 7);
    const exclude: SegmentRule = { kind: "tag", any_of: ["b"] };
    const text = compileSegment({ rule: { kind: "tag", any_of: ["a"] }, exclude }, values, world);
    expect(text).toBe("((c.tags && $8::text[]) and not (c.tags && $9::text[]))");
    expect([values.tenant, values.list]).toEqual(["$7::uuid", [tenantId, ["a"], ["b"]]]);
  });
});
