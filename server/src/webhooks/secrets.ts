// What an endpoint keeps to itself: the secrets it signs with and its own headers, sealed under its tenant's keys.

import { createSecretKey } from "node:crypto";
import { type Place, type Vault } from "../kernel/crypto.ts";
import type { CallbackSigner } from "./callback-signature.ts";
import { formatPublicKey, formatSecret, privateKeyOf, secretOf, type Signer } from "./signature.ts";

/** As it is sealed, in JSON. */
export type EndpointSecrets = {
  /** The newest first; `until` is when a former one stops, RFC 3339, and null for the one in force. */
  signing: readonly { secret: string; until: string | null }[];
  /** Of the Ed25519 key, in base64. */
  seed: string;
  headers: Readonly<Record<string, string>>;
};

type Owner = { tenantId: string; id: string };

export function sealEndpoint(
  vault: Pick<Vault, "seal">,
  dataKeys: Buffer,
  owner: Owner,
  secrets: EndpointSecrets,
): Buffer {
  return vault.seal(dataKeys, placeOf(owner), JSON.stringify(secrets));
}

/** Throws `CannotOpenError`. */
export function openEndpoint(
  vault: Pick<Vault, "open">,
  dataKeys: Buffer,
  owner: Owner,
  sealed: Buffer,
): EndpointSecrets {
  // Sealed by us, so it is what we sealed.
  return JSON.parse(vault.open(dataKeys, placeOf(owner), sealed)) as EndpointSecrets;
}

function placeOf({ tenantId, id: rowId }: Owner): Place {
  return { table: "webhook_endpoint", tenantId, rowId, column: "secrets" };
}

/** `random`: 64 bytes, of which half is the shared secret and half the key pair. */
export function newSecrets(random: Buffer, headers: EndpointSecrets["headers"]): EndpointSecrets {
  return {
    signing: [{ secret: formatSecret(random.subarray(0, 32)), until: null }],
    seed: random.subarray(32, 64).toString("base64"),
    headers,
  };
}

/**
 * The former secret signs as well until `until`; one from before it is forgotten now. The key pair stays: its public
 * half is no secret, and receivers would have nothing to change from in time.
 */
export function withNewSecret(
  secrets: EndpointSecrets,
  random: Buffer,
  until: Date,
  now: Date,
): EndpointSecrets {
  const [current] = secrets.signing;
  const former =
    current === undefined || until <= now ? [] : [{ secret: current.secret, until: until.toISOString() }];
  return { ...secrets, signing: [{ secret: formatSecret(random), until: null }, ...former] };
}

export function publicKeyOf({ seed }: Pick<EndpointSecrets, "seed">): string {
  return formatPublicKey(privateKeyOf(Buffer.from(seed, "base64")));
}

/** The secret to be shown, once. */
export function currentSecret({ signing }: EndpointSecrets): string {
  const [current] = signing;
  if (current === undefined) throw new Error("an endpoint has a secret");
  return current.secret;
}

/** How its tenant wants deliveries signed. */
type Chosen = { asymmetric_signature: boolean; legacy_signature: Signer["legacy"] };

/** With the secrets that are in force now. */
export function signerOf(
  secrets: EndpointSecrets,
  { asymmetric_signature: asymmetric, legacy_signature: legacy }: Chosen,
  now: Date,
): Signer {
  const inForce = inForceAt(secrets, now);
  return {
    kind: "standard",
    secrets: inForce.map(({ secret }) => secretOf(secret)),
    privateKey: asymmetric ? privateKeyOf(Buffer.from(secrets.seed, "base64")) : null,
    legacy,
    legacyKey: inForce.at(-1)?.secret ?? "",
  };
}

/**
 * Twilio's header has room for one signature: while a secret is replaced, the former one signs, as for other receivers
 * that know one only. `ofKey`: the secret is what an API key is to HMAC, in base64 (`macKeyOf`).
 */
export function callbackSignerOf(secrets: EndpointSecrets, ofKey: boolean, now: Date): CallbackSigner {
  const text = inForceAt(secrets, now).at(-1)?.secret ?? "";
  return { kind: "twilio", key: createSecretKey(text, ofKey ? "base64" : "utf8") };
}

function inForceAt({ signing }: EndpointSecrets, now: Date): EndpointSecrets["signing"] {
  return signing.filter(({ until }) => until === null || new Date(until) > now);
}

/** Of an API key, by which callbacks for its messages are signed. `random`: 32 bytes. */
export function secretsOfKey(macKey: Buffer, random: Buffer): EndpointSecrets {
  return {
    signing: [{ secret: macKey.toString("base64"), until: null }],
    seed: random.toString("base64"),
    headers: {},
  };
}
