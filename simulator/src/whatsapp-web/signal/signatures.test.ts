// Our signatures and libsignal's understand each other, and neither is fooled.
import { Curve, generateSignalPubKey } from "baileys";
import { calculateSignature, verifySignature } from "libsignal/src/curve.js";
import { expect, test } from "vitest";
import { createIdentity, isSigned } from "./signatures.ts";

const MESSAGE = Buffer.from("a pre-key");
const signalKey = (key: Uint8Array) => Buffer.from(generateSignalPubKey(key));

// Both signs of the Edwards point occur among so many keys.
const IDENTITIES = Array.from({ length: 16 }, () => createIdentity());

test("libsignal accepts what an identity signs, for this message only", () => {
  for (const identity of IDENTITIES) {
    const signature = identity.sign(MESSAGE);
    expect(verifySignature(signalKey(identity.public), MESSAGE, signature)).toBe(true);
    expect(verifySignature(signalKey(identity.public), Buffer.from("another"), signature)).toBe(false);
  }
});

test("what libsignal signs is accepted, for this message and this signer only", () => {
  for (const identity of IDENTITIES) {
    const signature = calculateSignature(identity.private, MESSAGE);
    expect(isSigned(identity.public, MESSAGE, signature)).toBe(true);
    expect(isSigned(identity.public, Buffer.from("another"), signature)).toBe(false);
    expect(isSigned(createIdentity().public, MESSAGE, signature)).toBe(false);
  }
  expect(isSigned(createIdentity().public, MESSAGE, Buffer.alloc(64))).toBe(false);
});

test("an identity agrees on secrets like any other key", () => {
  const [identity, other] = [createIdentity(), Curve.generateKeyPair()];
  expect(Curve.sharedKey(identity.private, other.public)).toEqual(
    Curve.sharedKey(other.private, identity.public),
  );
});
