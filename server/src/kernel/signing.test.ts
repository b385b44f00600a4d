// Signatures: made by who has the seed, checked by anybody, broken by any change.

import { expect, test } from "vitest";
import { createSigner, verifySignature } from "./signing.ts";

const bytes = Buffer.from("everything is gone");

test("a signature fits its bytes and its key, and no others", () => {
  const [one, other] = [createSigner(Buffer.alloc(32, 1)), createSigner(Buffer.alloc(32, 2))];
  const signature = one.sign(bytes);
  expect(verifySignature(one.publicKeyPem, bytes, signature)).toBe(true);
  expect(verifySignature(one.publicKeyPem, Buffer.from("nothing is gone"), signature)).toBe(false);
  expect(verifySignature(other.publicKeyPem, bytes, signature)).toBe(false);
  expect(verifySignature("no key", bytes, signature)).toBe(false);
  expect(verifySignature(one.publicKeyPem, bytes, Buffer.from("no signature"))).toBe(false);
});

test("the same seed is the same key in every process", () => {
  expect(createSigner(Buffer.alloc(32, 1)).publicKeyPem).toBe(createSigner(Buffer.alloc(32, 1)).publicKeyPem);
  expect(() => createSigner(Buffer.alloc(31))).toThrow("32 bytes");
});
