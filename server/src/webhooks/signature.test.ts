// Signatures, judged by other people's libraries and by our own client.

import { createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import fc from "fast-check";
import { Webhook as Official } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import { describe, expect, test } from "vitest";
import {
  formatPublicKey,
  formatSecret,
  type Legacy,
  privateKeyOf,
  secretOf,
  signatureHeaders,
  type Signer,
} from "./signature.ts";

const [newer, older] = [formatSecret(randomBytes(32)), formatSecret(randomBytes(32))];

function signerOf(secrets: readonly string[], legacy: Legacy | null = null): Signer {
  return {
    kind: "standard",
    secrets: secrets.map(secretOf),
    privateKey: privateKeyOf(Buffer.alloc(32, 7)),
    legacy,
    legacyKey: secrets.at(-1) ?? "",
  };
}

const atSeconds = Math.floor(Date.now() / 1_000);
const body = JSON.stringify({
  type: "message.sent",
  timestamp: "2026-11-21T12:00:00.000Z",
  data: { n: "ü" },
});

describe("a signed delivery", () => {
  const headers = signatureHeaders(signerOf([newer, older]), { id: "evt_1", atSeconds, body });

  test.each([
    ["the newer secret", newer],
    ["the older secret, while both sign", older],
  ])("is believed by the official library and by svix with %s", (_which, secret) => {
    expect(new Official(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Svix(secret).verify(body, headers)).not.toThrow();
    expect(() => new Svix(secret).verify(`${body} `, headers)).toThrow();
  });

  test("is believed by who has the public key, and by no other public key", () => {
    expect(isSignedBy(formatPublicKey(privateKeyOf(Buffer.alloc(32, 7))), headers, body)).toBe(true);
    expect(isSignedBy(formatPublicKey(privateKeyOf(Buffer.alloc(32, 8))), headers, body)).toBe(false);
    const publicKey = formatPublicKey(privateKeyOf(Buffer.alloc(32, 7)));
    expect(isSignedBy(publicKey, headers, `${body} `)).toBe(false);
  });

  test("is not believed with another body, id or time", () => {
    const check = (changed: object, text = body) =>
      expect(() => new Official(newer).verify(text, { ...headers, ...changed })).toThrow();
    check({}, body.replace("sent", "read"));
    check({ "webhook-id": "evt_2" });
    check({ "webhook-timestamp": String(atSeconds - 1) });
  });
});

/** As a receiver has it: `whpk_` and 32 bytes, of which SPKI is made by a head (RFC 8410 §4). */
function isSignedBy(publicKey: string, headers: Record<string, string>, text: string): boolean {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const der = Buffer.concat([head, Buffer.from(publicKey.slice("whpk_".length), "base64")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const signature = /v1a,(\S+)/.exec(headers["webhook-signature"] ?? "")?.[1] ?? "";
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`);
  return verify(null, signed, key, Buffer.from(signature, "base64"));
}

test("whatever the body says, it is signed as it is", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const headers = signatureHeaders(signerOf([newer]), { id: "evt_1", atSeconds, body: text });
      expect(new Official(newer).verify(text, headers)).toEqual(JSON.parse(text));
    }),
  );
});

test("the public key is that of RFC 8032's first test", () => {
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const key = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex");
  expect(formatPublicKey(privateKeyOf(seed))).toBe(`whpk_${key.toString("base64")}`);
  const signed = Buffer.from("evt_1.1.{}");
  const [, signature = ""] = (
    signatureHeaders(
      { ...signerOf([]), privateKey: privateKeyOf(seed) },
      { id: "evt_1", atSeconds: 1, body: "{}" },
    )["webhook-signature"] ?? ""
  ).split(",");
  expect(verify(null, signed, createPublicKey(privateKeyOf(seed)), Buffer.from(signature, "base64"))).toBe(
    true,
  );
});

describe("for receivers that are not changed yet", () => {
  const legacy = (kind: Legacy) =>
    signatureHeaders(signerOf([newer, older], kind), { id: "evt_1", atSeconds, body });

  test("Meta's header is made under the secret's text that they have", () => {
    const expected = createHmac("sha256", older).update(body).digest("hex");
    expect(legacy("x-hub-signature-256")["x-hub-signature-256"]).toBe(`sha256=${expected}`);
  });

  test("WAHA's header names its hash", () => {
    const expected = createHmac("sha512", older).update(body).digest("hex");
    expect(legacy("waha-sha512")).toMatchObject({
      "x-webhook-hmac": expected,
      "x-webhook-hmac-algorithm": "sha512",
    });
  });

  test("the real signature stands beside it", () => {
    expect(new Official(newer).verify(body, legacy("waha-sha512"))).toEqual(JSON.parse(body));
  });
});
