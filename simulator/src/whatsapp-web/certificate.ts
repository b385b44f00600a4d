// A self-signed certificate for 127.0.0.1: WhatsApp's clients upload and download media over HTTPS only.
import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

export type Certificate = { key: string; cert: string };

export function createCertificate(now: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(oid(COMMON_NAME), tag(0x0c, Buffer.from("WhatsApp simulator")))));
  const body = sequence(
    tag(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    sequence(oid(ECDSA_SHA256)),
    name,
    sequence(time(now - DAY_MS), time(now + 3_650 * DAY_MS)),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    tag(
      0xa3,
      sequence(extension(BASIC_CONSTRAINTS, sequence(BOOLEAN_TRUE)), extension(ALT_NAMES, altNames())),
    ),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  const der = sequence(body, sequence(oid(ECDSA_SHA256)), tag(0x03, Buffer.from([0]), signature));
  const lines = der.toString("base64").replace(/(.{64})(?=.)/g, "$1\n");
  return {
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

const DAY_MS = 86_400_000;
/** Object identifiers as their DER bytes: 2.5.4.3, 1.2.840.10045.4.3.2, 2.5.29.19, 2.5.29.17. */
const COMMON_NAME = "550403";
const ECDSA_SHA256 = "2a8648ce3d040302";
const BASIC_CONSTRAINTS = "551d13";
const ALT_NAMES = "551d11";
const BOOLEAN_TRUE = Buffer.from([0x01, 0x01, 0xff]);

function altNames(): Buffer {
  return sequence(tag(0x82, Buffer.from("localhost")), tag(0x87, Buffer.from([127, 0, 0, 1])));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tag(0x04, value));
}

function time(at: number): Buffer {
  return tag(0x18, Buffer.from(new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "")));
}

/** Positive: a leading zero keeps the sign bit clear. */
function integer(bytes: Buffer): Buffer {
  return tag(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

function oid(hex: string): Buffer {
  return tag(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: Buffer[]): Buffer {
  return tag(0x30, ...parts);
}

function set(...parts: Buffer[]): Buffer {
  return tag(0x31, ...parts);
}

function tag(type: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
