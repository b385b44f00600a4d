// Webhooks are believed when Standard Webhooks says so, and for no other reason; its own library is the witness.

import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { verifyWebhook, WebhookError, type WebhookHeaders } from "./index.ts";

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const event = { type: "message.sent", timestamp: "2026-11-21T09:00:00Z", data: { id: "msg_1" } };
const payload = JSON.stringify(event);
const id = "evt_1";
const now = Date.parse("2026-11-21T09:00:05.750Z");

type Signed = { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string };

/** As Standard Webhooks' own library signs. */
function signed(body = payload, at = Date.now(), by = secret): Signed {
  const timestamp = new Date(Math.floor(at / 1_000) * 1_000);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp.getTime() / 1_000),
    "webhook-signature": new Webhook(by).sign(id, timestamp, body),
  };
}

async function refusal(headers: WebhookHeaders, given: string | string[] = secret, body = payload) {
  const error: unknown = await verifyWebhook(body, headers, given, { now }).catch(
    (reason: unknown) => reason,
  );
  if (error instanceof WebhookError) return error.reason;
  throw error;
}

test("what the official library signs is believed, in whichever form it comes", async () => {
  const headers = signed();
  expect(await verifyWebhook(payload, headers, secret)).toEqual(event);
  expect(await verifyWebhook(payload, new Headers(headers), secret)).toEqual(event);
  expect(await verifyWebhook(new TextEncoder().encode(payload), headers, secret)).toEqual(event);
  expect(await verifyWebhook(Buffer.from(payload), headers, [secret])).toEqual(event);
  const shouted = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  );
  expect(await verifyWebhook(payload, shouted, secret)).toEqual(event);
});

test("what we believe, the official library believes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.uint8Array({ minLength: 24, maxLength: 64 }), async (body, bytes) => {
      const key = Buffer.from(bytes);
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
      const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${mac}` };
      const text = `whsec_${key.toString("base64")}`;
      expect(await verifyWebhook(body, headers, text)).toEqual(new Webhook(text).verify(body, headers));
    }),
  );
});

test("while a secret is replaced, either is good, wherever its signature stands", async () => {
  const former = `whsec_${randomBytes(24).toString("base64")}`;
  const [mine, theirs] = [signed(payload, now), signed(payload, now, former)];
  const both = `v1,AAAA ${theirs["webhook-signature"]} v2,new ${mine["webhook-signature"]}`;
  const headers = { ...mine, "webhook-signature": both };
  for (const secrets of [secret, former, [former, `whsec_${randomBytes(32).toString("base64")}`]])
    expect(await verifyWebhook(payload, headers, secrets, { now })).toEqual(event);
});

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const spki = publicKey.export({ format: "der", type: "spki" });
/** The last 32 bytes of its DER are the key itself (RFC 8410). */
const shared = `whpk_${spki.subarray(-32).toString("base64")}`;

function signedBy(key: KeyObject, body = payload): Signed {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = sign(null, Buffer.from(`${id}.${timestamp}.${body}`), key).toString("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1a,${signature}` };
}

test("a signature by Waypost's own key is checked with its public half", async () => {
  expect(await verifyWebhook(payload, signedBy(privateKey), shared, { now })).toEqual(event);
  expect(await verifyWebhook(payload, signedBy(privateKey), [secret, shared], { now })).toEqual(event);
  const stranger = generateKeyPairSync("ed25519").privateKey;
  expect(await refusal(signedBy(stranger), shared)).toBe("no_matching_signature");
  expect(await refusal(signedBy(privateKey), shared, `${payload} `)).toBe("no_matching_signature");
});

test("one kind of signature never passes for the other", async () => {
  const bytes = Buffer.from(shared.slice(5), "base64");
  const timestamp = String(Math.floor(now / 1_000));
  // Whoever knows the public key could make this one.
  const mac = createHmac("sha256", bytes).update(`${id}.${timestamp}.${payload}`).digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp };
  for (const version of ["v1", "v1a"])
    expect(await refusal({ ...headers, "webhook-signature": `${version},${mac}` }, shared)).toBe(
      "no_matching_signature",
    );
});

test("anything changed is refused", async () => {
  const headers = signed(payload, now);
  const other = `whsec_${randomBytes(32).toString("base64")}`;
  expect(await refusal(headers, other)).toBe("no_matching_signature");
  expect(await refusal(headers, [])).toBe("no_matching_signature");
  expect(await refusal({ ...headers, "webhook-id": "evt_2" })).toBe("no_matching_signature");
  const later = String(Number(headers["webhook-timestamp"]) + 1);
  expect(await refusal({ ...headers, "webhook-timestamp": later })).toBe("no_matching_signature");
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: payload.length - 1 }), fc.string({ maxLength: 2 }), async (at, put) => {
      const changed = payload.slice(0, at) + put + payload.slice(at + 1);
      fc.pre(changed !== payload);
      expect(await refusal(headers, secret, changed)).toBe("no_matching_signature");
    }),
  );
});

test("signatures that are none are no signatures, whatever they look like", async () => {
  const headers = signed(payload, now);
  for (const signature of [
    "v1",
    "v1,",
    "v1,%%%",
    ",",
    " ",
    "v1a,AAAA",
    headers["webhook-signature"].slice(3),
  ])
    expect(await refusal({ ...headers, "webhook-signature": signature })).toBe("no_matching_signature");
});

test("what was signed five minutes ago is believed, what was signed before that is not", async () => {
  const at = now - (now % 1_000);
  const judge = (ageMs: number) =>
    verifyWebhook(payload, signed(payload, at), secret, { now: at + ageMs }).then(
      () => "believed",
      (error: unknown) => (error instanceof WebhookError ? error.reason : error),
    );
  expect(await judge(300_000)).toBe("believed");
  expect(await judge(300_001)).toBe("too_old");
  expect(await judge(-300_000)).toBe("believed");
  expect(await judge(-300_001)).toBe("too_new");
});

test("headers that are missing or make no sense are told apart from forgeries", async () => {
  const headers = signed(payload, now);
  for (const name of Object.keys(headers)) {
    expect(await refusal({ ...headers, [name]: undefined })).toBe("missing_header");
    expect(await refusal({ ...headers, [name]: "" })).toBe("missing_header");
  }
  for (const time of ["soon", "1e9", "-1", "Infinity", "12.5"])
    expect(await refusal({ ...headers, "webhook-timestamp": time })).toBe("malformed");
  expect(await refusal(signed("no JSON", now), secret, "no JSON")).toBe("malformed");
});

test("a secret that cannot be one is the caller's mistake", async () => {
  for (const wrong of ["", "hush", "whsec_", "whsec_%", "whsk_AAAA"])
    await expect(verifyWebhook(payload, signed(), wrong)).rejects.toThrow(TypeError);
});
