// The public keys someone needs to start a Signal session with a device, and their place in a stanza.
import { encodeBigEndian } from "baileys";
import type { BinaryNode } from "baileys";
import { bytesAt, child, leaf, node, unsigned } from "../protocol/stanza.ts";

export type SignedPreKey = { id: number; key: Uint8Array; signature: Uint8Array };

export type Bundle = {
  registrationId: number;
  identity: Uint8Array;
  signedPreKey: SignedPreKey;
  /** One-time; absent when a device has run out of them. */
  preKey: { id: number; key: Uint8Array } | undefined;
};

/** Curve25519 keys, in Signal's numbering. */
const KEY_TYPE = Buffer.from([5]);

export function bundleNode(
  address: string,
  { registrationId, identity, signedPreKey, preKey }: Bundle,
): BinaryNode {
  const keys = [
    leaf("registration", number(registrationId, 4)),
    leaf("type", KEY_TYPE),
    leaf("identity", identity),
    signedPreKeyNode(signedPreKey),
  ];
  if (preKey) keys.push(preKeyNode(preKey));
  return node("user", { jid: address }, keys);
}

/** The `<keys>` of a retry receipt, either way. */
export function keysNode({ identity, signedPreKey, preKey }: Bundle): BinaryNode {
  const keys = [leaf("type", KEY_TYPE), leaf("identity", identity)];
  if (preKey) keys.push(preKeyNode(preKey));
  return node("keys", {}, [...keys, signedPreKeyNode(signedPreKey)]);
}

export function readSignedPreKey(skey: BinaryNode): SignedPreKey {
  return {
    id: unsigned(bytesAt(skey, "id")),
    key: bytesAt(skey, "value"),
    signature: bytesAt(skey, "signature"),
  };
}

/** A retry receipt's `<keys>`; the registration id stands beside them. */
export function readKeys(keys: BinaryNode, registrationId: number): Bundle {
  const key = child(keys, "key");
  return {
    registrationId,
    identity: bytesAt(keys, "identity"),
    signedPreKey: readSignedPreKey(child(keys, "skey")),
    preKey: { id: unsigned(bytesAt(key, "id")), key: bytesAt(key, "value") },
  };
}

function preKeyNode({ id, key }: { id: number; key: Uint8Array }): BinaryNode {
  return node("key", {}, [leaf("id", number(id, 3)), leaf("value", key)]);
}

function signedPreKeyNode({ id, key, signature }: SignedPreKey): BinaryNode {
  return node("skey", {}, [leaf("id", number(id, 3)), leaf("value", key), leaf("signature", signature)]);
}

function number(value: number, size: number): Buffer {
  return Buffer.from(encodeBigEndian(value, size));
}
