// What 360dialog says by itself, and how its webhooks prove themselves.

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readOwnError } from "./error-map.ts";
import { provesDialog360 } from "./index.ts";

const read = (status: number, body: unknown) => readOwnError({ status, body, retryAfterMs: null });

test.each([
  [400, "Your WhatsApp for Business API has been disabled", "account_restricted"],
  [400, "You have exceeded the endpoint rate limit.", "provider_throttled"],
  [
    400,
    "Could not send message due to lack of payment. Messaging can resume",
    "payment_required_by_provider",
  ],
  [401, "Invalid API key", "provider_auth_failed"],
  [403, "The endpoint is blocked", "provider_permission_missing"],
])("%i %s is %s, wherever it is said", (status, text, code) => {
  const bodies = [
    { meta: { developer_message: text } },
    { error: text },
    { message: text },
    { detail: text },
  ];
  for (const body of bodies) {
    expect(read(status, body)).toMatchObject({
      kind: "later",
      counts: false,
      error: { code, detail: text },
    });
  }
});

test.each([
  [401, undefined],
  [403, "<html>"],
])("%i without words means the same", (status, body) => {
  expect(read(status, body)).toMatchObject({ kind: "later" });
});

test.each([
  [500, "Internal server error"],
  [502, "WhatsApp for Business API not available"],
  [400, "something new"],
])("%i %s is left to the rule of all", (status, error) => expect(read(status, { error })).toBeNull());

describe("a webhook is proved", () => {
  const body = Buffer.from('{"entry":[]}');
  const secret = "the-platform-secret";
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const proves = (headers: { signature?: string; authorization?: string }, by = secret) =>
    provesDialog360(body, { signature: undefined, authorization: undefined, ...headers }, by);

  test.each([
    [{ signature }],
    [{ signature: `sha256=${signature}` }],
    [{ authorization: secret }],
    [{ authorization: `Bearer ${secret}` }],
    // Signed under the platform's secret, which only partners have: the header it was told to send says who it is.
    [{ signature: signature.replace(/./g, "0"), authorization: secret }],
    [{ signature, authorization: "Basic something-else" }],
  ])("by %j", (headers) => expect(proves(headers)).toBe(true));

  test.each([
    [{}],
    [{ signature: "" }],
    [{ signature: signature.replace(/./g, "0") }],
    [{ signature: signature.replace(/./g, "0"), authorization: "Basic something-else" }],
    [{ authorization: "Bearer " }],
    [{ authorization: `${secret}x` }],
  ])("not by %j", (headers) => expect(proves(headers)).toBe(false));

  test("never by an empty secret", () => {
    const empty = createHmac("sha256", "").update(body).digest("hex");
    expect([proves({ signature: empty }, ""), proves({ authorization: "" }, "")]).toEqual([false, false]);
  });
});
