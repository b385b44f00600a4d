// Signal's signatures (XEdDSA) by way of the platform's Ed25519: under half a millisecond where libsignal's JavaScript
// takes 11, of which a login needs two and every new contact one.

import { createPublicKey, type KeyObject, verify } from "node:crypto";

/**
 * `key` is the signer's Curve25519 key. It is turned into its point on the Edwards curve, whose sign travels in the
 * signature's last bit (Signal, "The XEdDSA and VXEdDSA Signature Schemes", 2.3 and 2.5).
 *
 * The verdict is libsignal's, but for what no signer makes: a key of small order, under which anybody can sign, and a
 * nonce of small order, which gives the signer's key away. Node refuses both.
 */
export function isSignedBy(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const sign = Buffer.from(signature).readUInt8(63) & signBit;
  const plain = Buffer.concat([signature.subarray(0, 32), reduced(signature.subarray(32))]);
  return verify(null, message, edwardsKey(key, sign), plain);
}

const signBit = 0x80;
const prime = 2n ** 255n - 19n;
/** Of the group the base point generates. */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

/**
 * The sign is no part of the number. OpenSSL also refuses a number that is not below the order, which libsignal takes:
 * whoever signs is free to write it so, so the verdict must not depend on it.
 */
function reduced(scalar: Uint8Array): Buffer {
  return bytesOf(numberIn(scalar) % order);
}

/** The birational map between the curves: y = (u - 1) / (u + 1). */
function edwardsKey(montgomery: Uint8Array, sign: number): KeyObject {
  const u = numberIn(montgomery) % prime;
  const bytes = bytesOf(((u - 1n + prime) * inverse((u + 1n) % prime)) % prime);
  bytes.writeUInt8(bytes.readUInt8(31) | sign, 31);
  return createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") },
    format: "jwk",
  });
}

/** Euclid's; zero for zero. All numbers here are public, so it may take its time by what they are. */
function inverse(value: bigint): bigint {
  let [low, high] = [value, prime];
  let [a, b] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [a, b] = [b - quotient * a, a];
  }
  return low === 0n ? 0n : ((a % prime) + prime) % prime;
}

/** Little-endian, without the highest bit. */
function numberIn(bytes: Uint8Array): bigint {
  const words = Buffer.from(bytes);
  words.writeUInt8(words.readUInt8(31) & ~signBit, 31);
  return [24, 16, 8, 0].reduce((high, at) => (high << 64n) | words.readBigUInt64LE(at), 0n);
}

function bytesOf(number: bigint): Buffer {
  const words = Buffer.alloc(32);
  for (const at of [0, 8, 16, 24]) {
    words.writeBigUInt64LE(BigInt.asUintN(64, number >> BigInt(8 * at)), at);
  }
  return words;
}
