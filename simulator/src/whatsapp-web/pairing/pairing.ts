// A client that waits to be linked: what it registers with, and the references its QR codes carry.
import { randomBytes } from "node:crypto";
import type { proto } from "baileys";
import { generateSignalPubKey, S_WHATSAPP_NET } from "baileys";
import type { Connection } from "../connection.ts";
import type { DeviceKeys } from "../linked-device.ts";
import type { Hello } from "../protocol/noise.ts";
import { BadStanza, leaf, newStanzaId, node, unsigned } from "../protocol/stanza.ts";
import { isSigned } from "../signal/signatures.ts";
import type { CodeRequest } from "./code.ts";
import type { Linking } from "./link.ts";

export type Pairing = {
  keys: DeviceKeys;
  refs: string[];
  /** It asked for a code instead of showing a QR. */
  code: CodeRequest | undefined;
  /** A phone has agreed; the client has yet to sign. */
  linking: Linking | undefined;
};

type Registering = { hello: Hello; registration: proto.ClientPayload.IDevicePairingRegistrationData };

/** Clients show each reference for 20 seconds, the first for a minute. */
const REFS = 6;

export function offerPairing(connection: Connection, { hello, registration }: Registering) {
  const refs = Array.from({ length: REFS }, () => `2@${randomBytes(24).toString("base64")}`);
  connection.pairing = { keys: keysOf(hello, registration), refs, code: undefined, linking: undefined };
  const offer = node(
    "pair-device",
    {},
    refs.map((ref) => leaf("ref", ref)),
  );
  const attributes = { from: S_WHATSAPP_NET, type: "set", id: newStanzaId(), xmlns: "md" };
  connection.send(node("iq", attributes, [offer]));
}

function keysOf({ clientStatic }: Hello, registration: Registering["registration"]): DeviceKeys {
  const identity = copy(registration.eIdent);
  const key = copy(registration.eSkeyVal);
  const signature = copy(registration.eSkeySig);
  if (!isSigned(identity, generateSignalPubKey(key), signature)) throw new BadStanza("bad signed pre-key");
  return {
    noise: clientStatic,
    identity,
    registrationId: unsigned(copy(registration.eRegid)),
    signedPreKey: { id: unsigned(copy(registration.eSkeyId)), key, signature },
  };
}

function copy(bytes: Uint8Array | null | undefined): Buffer {
  if (!bytes) throw new BadStanza("registration without its keys");
  return Buffer.from(bytes);
}
