// Signatures of callbacks, judged by Twilio's own library.

import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import twilio from "twilio";
import { expect, test } from "vitest";
import { callbackHeaders, macKeyOf } from "./callback-signature.ts";

const token = fc.string({ minLength: 65, maxLength: 120 });
const form = fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ unit: "grapheme" }));
const address = fc.webUrl({ withQueryParameters: true });

test("whatever the form and the address, the token's hash signs as the token does", () => {
  fc.assert(
    fc.property(token, form, address, (text, fields, href) => {
      const url = new URL(href);
      const body = new URLSearchParams(fields).toString();
      const signer = { kind: "twilio", key: createSecretKey(macKeyOf(text)) } as const;
      const headers = callbackHeaders(signer, { id: "evt_1", url, body });
      const heard = Object.fromEntries(new URLSearchParams(body));
      const signature = headers["x-twilio-signature"] ?? "";
      expect(twilio.validateRequest(text, signature, url.href, heard)).toBe(true);
      expect(twilio.validateRequest(`${text}x`, signature, url.href, heard)).toBe(false);
    }),
  );
});

test("a token that is its own key to HMAC is not kept as a hash", () => {
  expect(() => macKeyOf("x".repeat(64))).toThrow("longer");
});
