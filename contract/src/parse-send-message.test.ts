// What may stand beside the message object in a request, and what a batch is.

import { describe, expect, test } from "vitest";
import { parseBatch, parseMessageObject, parseSendMessage } from "./index.ts";

const to = "+14155550123";

const long = (length: number) => "x".repeat(length);
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => item(i));

describe("the request around the message", () => {
  const text = { text: { body: "Hi" } };

  test("options and message come apart", () => {
    const parsed = parseSendMessage({
      to,
      ...text,
      context: { message_id: "wamid.1" },
      category: "utility",
    });
    expect(parsed).toEqual({
      ok: true,
      value: {
        to,
        category: "utility",
        message: { type: "text", ...text, context: { message_id: "wamid.1" } },
      },
    });
  });

  test("the caller's object is left as it was", () => {
    const input = { to, ...text };
    parseSendMessage(input);
    parseMessageObject(text);
    expect(input).toEqual({ to, ...text });
    expect(text).toEqual({ text: { body: "Hi" } });
  });

  test.each([
    ["an unknown category", { category: "promo" }, "/category"],
    ["no time to live", { ttl_seconds: 0 }, "/ttl_seconds"],
    ["more than thirty days to live", { ttl_seconds: 2_592_001 }, "/ttl_seconds"],
    ["half a second to live", { ttl_seconds: 1.5 }, "/ttl_seconds"],
    ["an unknown policy", { unknown_policy: "always" }, "/unknown_policy"],
    ["an empty reference", { client_reference: "" }, "/client_reference"],
    ["a long reference", { client_reference: long(256) }, "/client_reference"],
    ["21 metadata", { metadata: Object.fromEntries(many(21, (i) => [`k${i}`, "v"])) }, "/metadata"],
    ["a long metadatum", { metadata: { a: long(501) } }, "/metadata/a"],
    ["metadata that are no text", { metadata: { a: 1 } }, "/metadata/a"],
    [
      "a metadatum named over two lines",
      { metadata: { [`a\n${long(64)}`]: "v" } },
      `/metadata/a\n${long(64)}`,
    ],
    ["a time without zone", { send_at: "2026-12-01T09:00:00" }, "/send_at"],
    ["a day alone", { send_at: "2026-12-01" }, "/send_at"],
    ["the 30th of February", { send_at: "2026-02-30T09:00:00Z" }, "/send_at"],
    ["the 29th of February 2027", { send_at: "2027-02-29T09:00:00Z" }, "/send_at"],
    ["a leap second", { send_at: "2026-12-31T23:59:60Z" }, "/send_at"],
    ["hour 24", { send_at: "2026-12-31T24:00:00Z" }, "/send_at"],
    ["a number for a phone", { to: 14155550123 }, "/to"],
  ])("refuses %s", (_, options, path) => {
    const parsed = parseSendMessage({ to, ...text, ...options });
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.path)).toContain(path);
  });

  test.each(["2026-12-01T09:00:00Z", "2028-02-29t09:00:00.123456789z", "2026-12-01T09:00:00+05:30"])(
    "takes the time %s",
    (send_at) => {
      expect(parseSendMessage({ to, ...text, send_at }).ok).toBe(true);
    },
  );

  test("a missing recipient is named", () => {
    const parsed = parseSendMessage(text);
    expect(parsed).toEqual({ ok: false, errors: [{ path: "/to", message: "is required" }] });
  });

  test("twenty errors at most", () => {
    const fields = Object.fromEntries(many(500, (index) => [`field${index}`, 1]));
    const parsed = parseSendMessage({ to, ...text, ...fields });
    expect(parsed.ok ? 0 : parsed.errors.length).toBe(20);
  });
});

describe("batches", () => {
  test("items stay as they came", () => {
    expect(parseBatch({ messages: [1, { to }] })).toEqual({ ok: true, value: [1, { to }] });
  });

  test.each([[{ messages: [] }], [{ messages: many(1001, () => 1) }], [{}], [[]], [null], ["x"]])(
    "refuses %#",
    (input) => {
      expect(parseBatch(input).ok).toBe(false);
    },
  );
});
