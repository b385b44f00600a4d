// How deliveries are signed: Standard Webhooks 1.0, and the headers of two older products for who moves from them.

import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
} from "node:crypto";

/** What an endpoint signs with: every secret that is in force now, the newest first. */
export type Signer = {
  kind: "standard";
  secrets: readonly KeyObject[];
  /** Null where nobody asked for a signature of its own. */
  privateKey: KeyObject | null;
  legacy: Legacy | null;
  /** The text of the secret that was given out first of those in force: what an older receiver checks with. */
  legacyKey: string;
};

export type Legacy = "x-hub-signature-256" | "waha-sha512";

/** `seed`: 32 random bytes. */
export function formatSecret(seed: Buffer): string {
  return `whsec_${seed.toString("base64")}`;
}

/** `text` is ours, as `formatSecret` has written it. A key, as bytes take Node 20 µs longer at each signature. */
export function secretOf(text: string): KeyObject {
  return createSecretKey(text.slice("whsec_".length), "base64");
}

/** PKCS #8 of an Ed25519 key is these bytes and the seed (RFC 8410 §7). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/** `seed`: 32 bytes, which are the key (RFC 8032 §5.1.5). */
export function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
}

/** `whpk_…`: what receivers check `v1a` with, and may know. */
export function formatPublicKey(privateKey: KeyObject): string {
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return `whpk_${der.subarray(-32).toString("base64")}`;
}

/**
 * The headers that prove one attempt. `atSeconds` is when it is made, so each attempt has its own. Ed25519 takes ten
 * times as long as HMAC, and on Node's threads no less, as one is woken for each signature: so only where it is wanted.
 */
export function signatureHeaders(
  signer: Signer,
  { id, atSeconds, body }: { id: string; atSeconds: number; body: string },
): Record<string, string> {
  const signed = `${id}.${atSeconds}.${body}`;
  const shared = signer.secrets.map(
    (secret) => `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`,
  );
  const own = signer.privateKey === null ? [] : [`v1a,${ed25519(signer.privateKey, signed)}`];
  return {
    "webhook-id": id,
    "webhook-timestamp": String(atSeconds),
    "webhook-signature": [...shared, ...own].join(" "),
    ...legacyHeaders(signer, body),
  };
}

function ed25519(privateKey: KeyObject, signed: string): string {
  return sign(null, Buffer.from(signed), privateKey).toString("base64");
}

/**
 * Both sign the body alone, under the secret's text as it is: whoever hears one once can repeat it for ever. They are
 * for receivers that cannot be changed yet, and stand beside the real signature.
 */
function legacyHeaders({ legacy, legacyKey }: Signer, body: string): Record<string, string> {
  switch (legacy) {
    case "x-hub-signature-256":
      return { "x-hub-signature-256": `sha256=${hexHmac("sha256", legacyKey, body)}` };
    case "waha-sha512":
      // As WAHA's documentation names them.
      return {
        "x-webhook-hmac": hexHmac("sha512", legacyKey, body),
        "x-webhook-hmac-algorithm": "sha512",
      };
    case null:
      return {};
  }
}

function hexHmac(hash: string, key: string, body: string): string {
  return createHmac(hash, key).update(body).digest("hex");
}
