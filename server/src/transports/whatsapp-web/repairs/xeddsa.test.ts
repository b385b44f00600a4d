// The platform's verdict on a signature is libsignal's own, whatever the key, the message and the signature are.

import { Curve } from "baileys";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curve } from "./libsignal.ts";
import { verifySignature } from "./signatures.ts";

const pairs = Array.from({ length: 4 }, () => Curve.generateKeyPair());
const genuine = pairs.flatMap(({ public: key, private: secret }) =>
  ["", "signed", "x".repeat(300)].map((text) => {
    const message = Buffer.from(text);
    return { key: Buffer.from(key), message, signature: Buffer.from(Curve.sign(secret, message)) };
  }),
);
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const prime = 2n ** 255n - 19n;

/** What libsignal says itself, without the mistake Baileys makes of it. */
function original(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const prefixed = key.length === 33 ? Buffer.from(key) : Buffer.concat([Buffer.of(5), key]);
    return curve.verifySignature(prefixed, Buffer.from(message), Buffer.from(signature)) === true;
  } catch {
    return false;
  }
}

function bothSay(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const ours = verifySignature(key, message, signature);
  expect({ key, message, signature, verdict: ours }).toEqual({
    key,
    message,
    signature,
    verdict: original(key, message, signature),
  });
  return ours;
}

function bytesOf(number: bigint): Buffer {
  const little = [...Buffer.from(number.toString(16).padStart(64, "0"), "hex")].toReversed();
  return Buffer.from(little);
}

function numberIn(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from([...bytes].toReversed()).toString("hex")}`);
}

/** `s` is the signature's second half, without the sign of the signer's point. */
function withScalar(signature: Buffer, change: (s: bigint) => bigint): Buffer {
  const half = Buffer.from(signature.subarray(32));
  const sign = half.readUInt8(31) & 0x80;
  half.writeUInt8(half.readUInt8(31) & 0x7f, 31);
  const changed = bytesOf(change(numberIn(half)));
  changed.writeUInt8(changed.readUInt8(31) | sign, 31);
  return Buffer.concat([signature.subarray(0, 32), changed]);
}

const some = fc.constantFrom(...genuine);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
// libsignal takes 11 ms for each; a failure prints its seed.
const runs = { numRuns: 60 };

describe("a signature", () => {
  test("that is genuine is taken by both, with the key's kind and without", () => {
    for (const { key, message, signature } of genuine) {
      expect(bothSay(key, message, signature)).toBe(true);
      expect(bothSay(Buffer.concat([Buffer.of(5), key]), message, signature)).toBe(true);
    }
  });

  test("with one bit changed anywhere gets the same verdict", () => {
    const what = fc.constantFrom("key", "message", "signature");
    const change = fc.property(some, what, fc.nat(), fc.nat(7), (one, part, at, bit) => {
      const changed = Buffer.from(one[part]);
      if (changed.length === 0) return;
      const place = at % changed.length;
      changed.writeUInt8(changed.readUInt8(place) ^ (1 << bit), place);
      bothSay(...partsOf({ ...one, [part]: changed }));
    });
    fc.assert(change, runs);
  });

  test("of another key, or of random bytes, gets the same verdict", () => {
    const random = fc.record({ key: bytes(32), message: fc.uint8Array(), signature: bytes(64) });
    const crossed = fc.tuple(some, some).map(([a, b]) => ({ ...a, key: b.key }));
    fc.assert(
      fc.property(fc.oneof(random, crossed), (one) => void bothSay(...partsOf(one))),
      runs,
    );
  });

  test("of any length, under a key of any length but 31, gets the same verdict", () => {
    const odd = fc.record({
      key: fc.uint8Array({ maxLength: 70 }).filter((key) => key.length !== 31),
      message: fc.uint8Array(),
      signature: fc.uint8Array({ maxLength: 130 }),
    });
    const cut = fc.tuple(some, fc.nat(64), fc.nat(64)).map(([one, a, b]) => ({
      ...one,
      key: one.key.subarray(0, a === 31 ? 32 : a),
      signature: one.signature.subarray(0, b),
    }));
    const kind = fc
      .tuple(some, fc.nat(255))
      .map(([one, first]) => ({ ...one, key: Buffer.concat([Buffer.of(first), one.key]) }));
    fc.assert(
      fc.property(fc.oneof(odd, cut, kind), (one) => void bothSay(...partsOf(one))),
      runs,
    );
  });

  test("whose number is written too large is still the same number", () => {
    for (const { key, message, signature } of genuine.slice(0, 3)) {
      for (const times of [1n, 2n, 6n]) {
        expect(
          bothSay(
            key,
            message,
            withScalar(signature, (s) => s + times * order),
          ),
        ).toBe(true);
      }
    }
    const [{ key, message, signature }] = genuine as [(typeof genuine)[0]];
    for (const s of [0n, order - 1n, order, 2n ** 255n - 1n]) {
      expect(
        bothSay(
          key,
          message,
          withScalar(signature, () => s),
        ),
      ).toBe(false);
    }
  });

  test("under a key written with its unused bit, or beyond the field, gets the same verdict", () => {
    const [{ key, message, signature }] = genuine as [(typeof genuine)[0]];
    const unused = Buffer.from(key);
    unused.writeUInt8(unused.readUInt8(31) | 0x80, 31);
    expect(bothSay(unused, message, signature)).toBe(true);
    for (const u of [0n, 1n, prime - 1n, prime, prime + 1n, 2n ** 255n - 1n]) {
      expect(bothSay(bytesOf(u), message, signature)).toBe(false);
    }
  });

  // Stricter than libsignal, where nobody honest can be: such a key belongs to nobody, and the signature fits by luck.
  test("that anybody can make, under a key of small order, is refused", () => {
    const nothing = Buffer.concat([bytesOf(1n), bytesOf(0n)]);
    for (const u of [0n, 1n, prime - 1n]) {
      const forged = Array.from({ length: 40 }, (_, number) => Buffer.from(`forged ${number}`));
      expect(forged.some((message) => original(bytesOf(u), message, nothing))).toBe(true);
      expect(forged.some((message) => verifySignature(bytesOf(u), message, nothing))).toBe(false);
    }
  });

  test("under a key of 31 bytes is refused, which libsignal fills up with the key's kind", () => {
    let pair = Curve.generateKeyPair();
    while (pair.public[0] !== 5) pair = Curve.generateKeyPair();
    const message = Buffer.from("signed");
    const signature = Buffer.from(Curve.sign(pair.private, message));
    const short = Buffer.from(pair.public.subarray(1));
    expect(original(short, message, signature)).toBe(true);
    expect(verifySignature(short, message, signature)).toBe(false);
  });
});

type Signed = { key: Uint8Array; message: Uint8Array; signature: Uint8Array };

function partsOf({ key, message, signature }: Signed): [Uint8Array, Uint8Array, Uint8Array] {
  return [key, message, signature];
}
