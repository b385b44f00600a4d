// Links a device to a phone's account: each vouches for the other's identity key.
import {
  hmacSign,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
} from "baileys";
import type { BinaryNode } from "baileys";
import { ControlRefused } from "../../control/refused.ts";
import { addDevice, DEVICE_LIMIT } from "../account.ts";
import type { Account } from "../account.ts";
import type { Connection } from "../connection.ts";
import { createLinkedDevice, lidOf, pnOf } from "../linked-device.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { fail } from "../login.ts";
import { bytesAt, leaf, newStanzaId, node, seconds } from "../protocol/stanza.ts";
import { saveLinks } from "../restore.ts";
import { isSigned } from "../signal/signatures.ts";
import type { Web } from "../web.ts";
import type { Pairing } from "./pairing.ts";

/** Settled by the client's signature. */
export type Linking = { device: LinkedDevice; details: Uint8Array; settle(problem?: Error): void };

export type Waiting = { connection: Connection; pairing: Pairing; advSecret: Buffer };

/** How long a phone shows its progress wheel. */
const PATIENCE_MS = 10_000;

/** Resolves once the device has signed and is linked. */
export function link(web: Web, account: Account, waiting: Waiting): Promise<LinkedDevice> {
  if (account.banned) throw new ControlRefused("this account is banned", 403);
  if (account.devices.length >= DEVICE_LIMIT)
    throw new ControlRefused(`${DEVICE_LIMIT} devices are linked already: unlink one first`, 409);
  const { connection, pairing, advSecret } = waiting;
  const device = createLinkedDevice(account, pairing.keys, web.network.clock.now());
  const details = proto.ADVDeviceIdentity.encode({
    rawId: account.phone.signal.registrationId,
    timestamp: Math.floor(web.network.clock.now() / 1_000),
    keyIndex: device.id,
  }).finish();
  pairing.refs = [];
  connection.send(pairSuccess(web, device, sealedIdentity(device, details, advSecret)));
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => settle(new Error("the client did not answer")), PATIENCE_MS);
    const settle = (problem?: Error) => {
      clearTimeout(timeout);
      pairing.linking = undefined;
      if (problem) reject(new ControlRefused(problem.message, 504));
      else resolve(device);
    };
    pairing.linking = { device, details, settle };
  });
}

/** The client's answer to pair-success. The real server, too, then asks it to reconnect (515). */
export function acceptSignature(web: Web, connection: Connection, sign: BinaryNode) {
  const linking = connection.pairing?.linking;
  if (!linking) return fail(connection, 401);
  const { device, details } = linking;
  const { deviceSignature } = proto.ADVSignedDeviceIdentity.decode(bytesAt(sign, "device-identity"));
  const { identity } = device.keys;
  const phoneKey = device.account.phone.signal.identity.public;
  const signed = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, identity, phoneKey]);
  if (!deviceSignature || !isSigned(identity, signed, deviceSignature)) {
    linking.settle(new Error("the client signed with another key"));
    return fail(connection, 401);
  }
  addDevice(device.account, device, web.network.clock.now());
  saveLinks(web);
  connection.pairing = undefined;
  connection.end("restart");
  linking.settle();
}

/** What the phone vouches for, under the secret that only the QR code or the pairing code carried. */
function sealedIdentity({ account, keys }: LinkedDevice, details: Uint8Array, advSecret: Buffer): Uint8Array {
  const { identity } = account.phone.signal;
  const vouched = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, keys.identity]);
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: identity.public,
    accountSignature: identity.sign(vouched),
  }).finish();
  const hmac = hmacSign(signed, advSecret);
  return proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
}

function pairSuccess(web: Web, device: LinkedDevice, identity: Uint8Array): BinaryNode {
  const t = seconds(web.network.clock.now());
  const attributes = { from: S_WHATSAPP_NET, type: "set", id: newStanzaId(), t };
  return node("iq", attributes, [
    node("pair-success", {}, [
      leaf("device-identity", identity),
      node("device", { jid: pnOf(device), lid: lidOf(device) }),
      node("biz", { name: device.account.number.verifiedName }),
      node("platform", { name: "android" }),
    ]),
  ]);
}
