// Rules are taken or refused with the place of the fault, however deep, wide or hostile they are.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createParser, parseSegmentRule } from "../index.ts";
import { segmentRule } from "./rule.ts";

const tag = { kind: "tag", any_of: ["vip"] };
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce((of) => ({ kind: "not", of }), tag as unknown);

describe("a rule", () => {
  test.each([
    tag,
    { kind: "all", of: [] },
    { kind: "any", of: [tag, { kind: "not", of: tag }] },
    { kind: "attribute", name: "spent", number: { between: [1, 2.5] } },
    { kind: "attribute", name: "born", date: { anniversary_in_days: 0 } },
    { kind: "event", event: "read", within_days: 7, at_least: 2 },
    nested(9),
    { kind: "all", of: Array.from({ length: 100 }, () => tag) },
  ])("%j is taken as it is", (rule) => {
    expect(parseSegmentRule(rule)).toEqual({ ok: true, value: rule });
  });

  test.each([
    [null, "/kind"],
    [[], "/kind"],
    [{ kind: "constructor" }, "/kind"],
    [{ kind: "any", of: [] }, "/of"],
    [{ kind: "all", of: { 0: tag } }, "/of"],
    [{ kind: "not", of: [tag] }, "/of/kind"],
    [{ kind: "not", of: tag, or: tag }, "/or"],
    [{ kind: "tag" }, ""],
    [{ kind: "tag", any_of: ["a"], all_of: ["b"] }, ""],
    [{ kind: "tag", any_of: [1] }, "/any_of/0"],
    [{ kind: "all", of: [tag, { kind: "attribute", name: "a" }] }, "/of/1"],
    [{ kind: "attribute", name: "a", date: { on: "2026-02-3" } }, "/date/on"],
    [{ kind: "country", one_of: ["in"] }, "/one_of/0"],
    [{ kind: "segment", id: "lst_00000000000000000000000000000000" }, "/id"],
    [{ kind: "bucket", seed: "a", from: -1, to: 101 }, "/from"],
    [{ kind: "event", event: "opened" }, "/event"],
    [nested(10), "/of".repeat(10)],
    [nested(500), ""],
    [{ kind: "all", of: Array.from({ length: 101 }, () => tag) }, "/of"],
    [{ kind: "all", of: [0, 1].map(() => ({ kind: "all", of: Array.from({ length: 60 }, () => tag) })) }, ""],
    [{ kind: "any", of: Array.from({ length: 30_000 }, () => tag) }, "/of/4999"],
  ])("is refused at its place (%#)", (rule, path) => {
    const parsed = parseSegmentRule(rule, "/rule");
    const paths = parsed.ok ? [] : parsed.errors.map((error) => error.path);
    expect(paths.join("\n")).toContain(`/rule${path}`);
    expect(paths.length).toBeLessThanOrEqual(20);
  });

  test("that is any JSON at all is answered, quickly, and taken only where the published schema takes it", () => {
    const published = createParser(segmentRule);
    const word = fc.constantFrom(
      "kind",
      "of",
      "all",
      "any",
      "not",
      "tag",
      "any_of",
      "name",
      "text",
      "is",
      "event",
    );
    const json = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(word, fc.string(), fc.integer(), fc.constant(null)),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(word, fc.string()), tie("node"), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(json, (input) => {
        const parsed = parseSegmentRule(input);
        if (parsed.ok) expect(published(input).ok).toBe(true);
        else expect(parsed.errors.length).toBeGreaterThan(0);
      }),
    );
  });
});
