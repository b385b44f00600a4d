// What an endpoint keeps to itself: the secrets it signs with and its own headers, sealed under its tenant's keys.

import { type Place, type Vault } from "../kernel/crypto.ts";
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

/** With the secrets that are in force now. */
export function signerOf(secrets: EndpointSecrets, legacy: Signer["legacy"], now: Date): Signer {
  const inForce = secrets.signing.filter(({ until }) => until === null || new Date(until) > now);
  return {
    secrets: inForce.map(({ secret }) => secretOf(secret)),
    privateKey: privateKeyOf(Buffer.from(secrets.seed, "base64")),
    legacy,
    legacyKey: inForce.at(-1)?.secret ?? "",
  };
}
