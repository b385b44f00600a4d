// The hash under which consent outlives a number: what is stored already has to be found again.

import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createAddressHash } from "./address.ts";

test.each([1, 32, 64, 65, 200])("a name's hash is HMAC-SHA-256 under a key of %i bytes", (length) => {
  const key = randomBytes(length);
  const text = "tenant user_id w1 ÜN.77";
  expect(createAddressHash(key)("tenant", { kind: "user_id", scope: "w1", value: "ÜN.77" })).toBe(
    createHmac("sha256", key).update(text).digest("hex"),
  );
});
