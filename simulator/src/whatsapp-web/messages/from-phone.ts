// A phone writes to an account's linked devices: encrypted for each, and again for those that cannot read it.
import { encodeWAMessage, getBinaryNodeChild } from "baileys";
import type { BinaryNode, proto } from "baileys";
import { nameOf } from "../../people/index.ts";
import { inBackground } from "../in-background.ts";
import type { Account } from "../account.ts";
import { lid, pn } from "../addresses.ts";
import type { Addressing } from "../addresses.ts";
import { deliver, peerOf, takeBundle } from "../linked-device.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { rememberSent } from "../phone.ts";
import type { Phone, Sent } from "../phone.ts";
import { bytesAt, node, seconds, unsigned } from "../protocol/stanza.ts";
import type { Attributes } from "../protocol/stanza.ts";
import { readKeys } from "../signal/bundle.ts";
import { isAffected } from "../web.ts";
import type { Web } from "../web.ts";

export type Writing = { id: string; message: proto.IMessage; envelope: Attributes };

export async function sendFromPhone(
  web: Web,
  phone: Phone,
  account: Account,
  { id, message, envelope }: Writing,
) {
  const sent = { message, envelope };
  rememberSent(phone, id, sent);
  await Promise.all(account.devices.map((device) => encryptFor(web, phone, device, { id, sent, count: 0 })));
}

/** The attributes of a message from one person, addressed by number or by hidden identity. */
export function envelopeOf(phone: number, addressing: Addressing, type: string): Attributes {
  const names = { pn: pn(phone), lid: lid(phone) };
  const notify = nameOf(phone);
  if (addressing === "lid")
    return { type, notify, from: names.lid, addressing_mode: "lid", sender_pn: names.pn };
  return { type, notify, from: names.pn, addressing_mode: "pn", sender_lid: names.lid };
}

export type Asking = { phone: number; id: string; stanza: BinaryNode };

/** A device could not decrypt a message: a new session, by the keys it sends along or those at the server. */
export function sendAgain(web: Web, device: LinkedDevice, { phone: number, id, stanza }: Asking) {
  web.tally.deviceRetries += 1;
  const phone = web.phones.of(number);
  const sent = phone.sent.get(id);
  if (!sent) return;
  const keys = getBinaryNodeChild(stanza, "keys");
  const count = Number(getBinaryNodeChild(stanza, "retry")?.attrs["count"] ?? 1);
  const renewed = phone.inTurn(async () => {
    const bundle = keys ? readKeys(keys, unsigned(bytesAt(stanza, "registration"))) : takeBundle(device);
    await phone.signal.openSession(peerOf(device), bundle);
  });
  // Taken in turn: the new session comes first.
  inBackground(Promise.all([renewed, encryptFor(web, phone, device, { id, sent, count })]), web);
}

/** `count`: how often the device has asked. */
type Copy = { id: string; sent: Sent; count: number };

function encryptFor(web: Web, phone: Phone, device: LinkedDevice, { id, sent, count }: Copy): Promise<void> {
  const peer = peerOf(device);
  return phone.inTurn(async () => {
    if (!phone.signal.hasSession(peer)) await phone.signal.openSession(peer, takeBundle(device));
    const { type, content } = await phone.signal.encrypt(peer, encodeWAMessage(sent.message));
    if (count === 0 && garbles(web, device)) content.subarray(-20, -12).fill(0);
    const enc = node("enc", { v: "2", type, count: count === 0 ? undefined : String(count) }, content);
    const t = seconds(web.network.clock.now());
    deliver(device, node("message", { ...sent.envelope, id, t }, [enc]));
  });
}

/** The fault: the device finds the message unreadable; the bytes belong to the inner cipher text or its MAC. */
function garbles(web: Web, { account }: LinkedDevice): boolean {
  const { faults, random } = web.network.conditions;
  return isAffected(web, account) && random.chance("web device retry", faults.web.device_retry);
}

export function ownEnvelope(account: Account): Attributes {
  return {
    type: "text",
    from: lid(account.phone.number),
    sender_pn: pn(account.phone.number),
    category: "peer",
  };
}
