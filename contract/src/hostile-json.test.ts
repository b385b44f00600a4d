// What no caller may do to the parser: crash it, hang it, or get something past it that cannot be stored.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageTypes, parseBatch, parseMessageObject, parseSendMessage } from "./index.ts";

const requests = fc.record(
  {
    to: fc.oneof(fc.constant("+14155550123"), fc.jsonValue()),
    type: fc.oneof(fc.constantFrom(...messageTypes), fc.jsonValue()),
    ...Object.fromEntries(messageTypes.map((type) => [type, fc.jsonValue({ maxDepth: 6 })])),
    context: fc.jsonValue(),
    metadata: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
    send_at: fc.oneof(fc.date({ noInvalidDate: true }).map(String), fc.jsonValue()),
    ttl_seconds: fc.oneof(fc.integer(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

const texts = fc.record({
  to: fc.constant("+14155550123"),
  text: fc.record({ body: fc.string({ unit: "binary", minLength: 1, maxLength: 50 }) }),
  metadata: fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })),
});

describe("hostile requests", () => {
  test("any JSON is answered, never thrown at, with one to twenty short errors", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), requests, fc.anything()), (input) => {
        for (const parse of [parseSendMessage, parseMessageObject, parseBatch]) {
          const parsed = parse(input);
          if (parsed.ok) continue;
          expect(parsed.errors.length).toBeGreaterThan(0);
          expect(parsed.errors.length).toBeLessThanOrEqual(20);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("whatever is taken survives JSON", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(texts, requests), (input) => {
        const parsed = parseSendMessage(input);
        if (!parsed.ok) return;
        taken++;
        expect(JSON.parse(JSON.stringify(parsed.value))).toEqual(parsed.value);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  const request = (body: unknown, more = {}) => ({ to: "+14155550123", text: { body }, ...more });

  test.each([
    ["NUL in text", request("a\0b"), "/text/body"],
    ["NUL in a name", request("a", { metadata: { "a\0": "b" } }), "/metadata/a\u2400"],
    ["the first half of a pair", request("a\ud83d"), "/text/body"],
    ["the second half of a pair", request("\udc4da"), "/text/body"],
    ["half a pair in a name", request("a", { metadata: { "\ud83d": "b" } }), "/metadata/\ufffd"],
    ["a number beyond all numbers", JSON.parse('{"to":"+14155550123","ttl_seconds":1e999}'), "/ttl_seconds"],
    ["a prototype", JSON.parse('{"to":"+1415555","__proto__":{"text":{"body":"a"}}}'), "/__proto__"],
    [
      "a prototype inside",
      JSON.parse('{"to":"+1415555","text":{"body":"a","__proto__":{}}}'),
      "/text/__proto__",
    ],
  ])("refuses %s", (_, input, path) => {
    const parsed = parseSendMessage(input);
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.path)).toEqual([path]);
  });

  test("a path never repeats a hostile key in full", () => {
    const parsed = parseSendMessage(request("a", { [`${"k".repeat(1_000_000)}/~`]: 1 }));
    expect(parsed.ok ? 0 : parsed.errors[0]?.path.length).toBeLessThan(100);
  });

  test("depth beyond any message is refused, however deep", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    const parsed = parseSendMessage(request("a", { metadata: deep }));
    expect(parsed.ok ? [] : parsed.errors[0]?.message).toMatch(/nest deeper than 24/);
  });

  test("a million bad values cost no more than the limit", () => {
    const wide = Array.from({ length: 1_000_000 }, () => ({ name: 1 }));
    const start = performance.now();
    const parsed = parseSendMessage({ to: "+14155550123", contacts: wide });
    expect(parsed.ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("every kind's patterns answer long hostile text at once", () => {
    const start = performance.now();
    for (const text of [
      "1".repeat(500_000),
      "a_".repeat(250_000),
      "http://".repeat(70_000),
      " ".repeat(500_000),
    ]) {
      parseSendMessage({ to: text, send_at: text, location: { latitude: text, longitude: text } });
      parseSendMessage({
        to: text,
        template: { name: text, language: text, variables: { [text]: text } },
      });
      parseSendMessage({ to: text, image: { link: text } });
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
