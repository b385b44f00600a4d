// Headers of tenants' own: what is taken as it is, and what never reaches the wire.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readCustomHeaders } from "./custom-headers.ts";

test("a header of one's own is taken, its name in lower case", () => {
  const read = readCustomHeaders({ Authorization: "Bearer abc def", "X-Team": "billing" });
  expect(read).toEqual({ ok: true, headers: { authorization: "Bearer abc def", "x-team": "billing" } });
});

test.each([
  ["Webhook-Signature", "v1,forged"],
  ["WEBHOOK-ID", "evt_1"],
  ["X-Hub-Signature-256", "sha256=00"],
  ["x-webhook-hmac", "00"],
  ["Host", "internal.example"],
  ["Content-Length", "0"],
  ["Transfer-Encoding", "chunked"],
  ["Connection", "upgrade"],
  ["Upgrade", "h2c"],
  ["Expect", "100-continue"],
  ["X-Forwarded-For", "127.0.0.1"],
  ["Proxy-Authorization", "Basic x"],
  ["Content-Type", "text/plain"],
  ["X-A\r\nX-B", "1"],
  ["X-A", "1\r\nX-B: 2"],
  ["X-A", "1\u0000"],
  ["X-A", "é"],
  ["X-A", ""],
  ["X-A", " 1"],
  ["X A", "1"],
  ["X-A:", "1"],
  ["", "1"],
  ["__proto__", "1"],
  ["__proto__ ", "1"],
])("%j: %j is refused", (name, value) => {
  expect(readCustomHeaders({ [name]: value })).toMatchObject({ ok: false, errors: [{}] });
});

test("one name twice in different cases is refused", () => {
  expect(readCustomHeaders({ "X-A": "1", "x-a": "2" })).toMatchObject({ ok: false });
});

test("whatever is taken can be told to Fetch, and is on one line", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.string({ maxLength: 30 })), (given) => {
      const read = readCustomHeaders(given);
      if (!read.ok) return;
      const heard = new Headers(read.headers);
      for (const [name, value] of Object.entries(read.headers)) {
        expect(heard.get(name)).toBe(value);
        expect(name + value).not.toMatch(/[\r\n\0]/);
      }
    }),
    { numRuns: 500 },
  );
});
