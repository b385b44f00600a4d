// Which template messages Waypost takes: a good sample of each part, and every limit crossed by one.

import { describe, expect, test } from "vitest";
import { parseMessageObject } from "../index.ts";

function pathsOf(message: Record<string, unknown>): string[] {
  const parsed = parseMessageObject(message);
  return parsed.ok ? [] : parsed.errors.map(({ path }) => path);
}

const long = (length: number) => "x".repeat(length);
const template = (fields: Record<string, unknown>) => ({
  template: { name: "trip_reminder", language: { code: "en_US" }, ...fields },
});
const body = (...parameters: unknown[]) => ({ type: "body", parameters });

const good: Record<string, Record<string, unknown>> = {
  "a template without variables": template({}),
  "a template with a language by name": template({ language: "en_US" }),
  "a template with variables": template({ variables: { first_name: "Asha", trip_code: "MG-17" } }),
  "a positional template": template({ variables: { 2: "b", 1: "a" } }),
  "a template with Meta's components": template({
    language: { code: "en_US", policy: "deterministic" },
    components: [
      { type: "header", parameters: [{ type: "image", image: { id: "7" } }] },
      body({ type: "text", parameter_name: "first_name", text: "Asha" }),
      {
        type: "button",
        sub_type: "quick_reply",
        index: "0",
        parameters: [{ type: "payload", payload: "NO" }],
      },
      { type: "button", sub_type: "url", index: 1, parameters: [{ type: "text", text: "MG-17" }] },
    ],
  }),
  "a template with money, a date and a place": template({
    components: [
      {
        type: "header",
        parameters: [{ type: "location", location: { latitude: 1, longitude: 2 } }],
      },
      body(
        {
          type: "currency",
          currency: { fallback_value: "₹100", code: "INR", amount_1000: 100000 },
        },
        { type: "date_time", date_time: { fallback_value: "tomorrow" } },
      ),
    ],
  }),
  "a coupon with an offer": template({
    components: [
      {
        type: "limited_time_offer",
        parameters: [
          {
            type: "limited_time_offer",
            limited_time_offer: { expiration_time_ms: 1_798_761_600_000 },
          },
        ],
      },
      {
        type: "button",
        sub_type: "copy_code",
        index: 0,
        parameters: [{ type: "coupon_code", coupon_code: "SAVE20" }],
      },
    ],
  }),
  "a template carousel": template({
    components: [
      {
        type: "carousel",
        cards: [
          {
            card_index: 0,
            components: [{ type: "header", parameters: [{ type: "image", image: { id: "7" } }] }],
          },
        ],
      },
    ],
  }),
};

const bad: Record<string, [message: Record<string, unknown>, path: string]> = {
  "a template name in capitals": [template({ name: "Trip" }), "/template/name"],
  "a template without language": [{ template: { name: "trip" } }, "/template/language"],
  "a language with a dash": [template({ language: "en-US" }), "/template/language"],
  "components and variables": [template({ components: [], variables: {} }), "/template"],
  "a gap in the numbers": [template({ variables: { 1: "a", 3: "c" } }), "/template/variables"],
  "numbers and names": [template({ variables: { 1: "a", name: "c" } }), "/template/variables"],
  "a variable that is no text": [template({ variables: { amount: 42 } }), "/template/variables/amount"],
  "a variable with a strange name": [
    template({ variables: { "first name": "a" } }),
    "/template/variables/first name",
  ],
  "an unknown component": [template({ components: [{ type: "footer" }] }), "/template/components/0/type"],
  "an unknown parameter": [
    template({ components: [body({ type: "emoji" })] }),
    "/template/components/0/parameters/0/type",
  ],
  "two bodies in a template": [
    template({
      components: [body({ type: "text", text: "a" }), body({ type: "text", text: "b" })],
    }),
    "/template/components/1",
  ],
  "a template picture without source": [
    template({ components: [{ type: "header", parameters: [{ type: "image", image: {} }] }] }),
    "/template/components/0/parameters/0/image",
  ],
  "a coupon that is too long": [
    template({
      components: [
        {
          type: "button",
          sub_type: "copy_code",
          index: 0,
          parameters: [{ type: "coupon_code", coupon_code: long(16) }],
        },
      ],
    }),
    "/template/components/0/parameters/0/coupon_code",
  ],
  "an eleventh button": [
    template({ components: [{ type: "button", sub_type: "url", index: 10 }] }),
    "/template/components/0/index",
  ],
};

describe("template messages", () => {
  test.each(Object.entries(good))("takes %s", (_, message) => {
    expect(parseMessageObject(message)).toMatchObject({ ok: true, value: message });
  });

  test.each(Object.entries(bad))("refuses %s", (_, [message, path]) => {
    expect(pathsOf(message)).toContain(path);
  });
});
