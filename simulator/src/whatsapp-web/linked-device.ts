// A device linked to an account: what the server remembers of a WhatsApp Web client across its connections.
import type { BinaryNode } from "baileys";
import { S_WHATSAPP_NET } from "baileys";
import type { Account } from "./account.ts";
import { lid, lidUser, pn } from "./addresses.ts";
import type { Connection } from "./connection.ts";
import { createMailbox } from "./mailbox.ts";
import type { Mailbox } from "./mailbox.ts";
import { newStanzaId, node } from "./protocol/stanza.ts";
import type { Bundle, SignedPreKey } from "./signal/bundle.ts";
import { createPreKeyStock } from "./signal/pre-key-stock.ts";
import type { PreKeyStock } from "./signal/pre-key-stock.ts";

export type LinkedDevice = {
  account: Account;
  /** From 1; the phone is 0. */
  id: number;
  keys: DeviceKeys;
  preKeys: PreKeyStock;
  mailbox: Mailbox;
  connection: Connection | undefined;
  life: DeviceLife;
};

export type DeviceKeys = {
  /** Its Noise key: who logs in with it is this device. */
  noise: Buffer;
  identity: Buffer;
  registrationId: number;
  signedPreKey: SignedPreKey;
};

export type DeviceLife = {
  linkedAt: number;
  /** The phone has sent its history, as it does once. */
  greeted: boolean;
  presence: string | null;
  /** What people saw it do: "composing", "paused", "recording". */
  typing: { to: string; state: string; at: number }[];
  logins: number;
};

export function createLinkedDevice(account: Account, keys: DeviceKeys, now: number): LinkedDevice {
  return {
    account,
    id: account.nextDevice++,
    keys,
    preKeys: createPreKeyStock(),
    mailbox: createMailbox(),
    connection: undefined,
    life: { linkedAt: now, greeted: false, presence: null, typing: [], logins: 0 },
  };
}

/** Kept until confirmed, sent now when the device is listening. */
export function deliver(device: LinkedDevice, stanza: BinaryNode) {
  device.mailbox.put(stanza);
  if (device.connection?.listening) device.connection.send(stanza);
}

/** Presence and typing: for those who are there, never kept. */
export function tell(device: LinkedDevice, stanza: BinaryNode) {
  if (device.connection?.listening) device.connection.send(stanza);
}

/** Clients upload more when told there are few left (MIN_PREKEY_COUNT of the client is 5). */
const FEW_PRE_KEYS = 5;

export function takeBundle(device: LinkedDevice): Bundle {
  const preKey = device.preKeys.take();
  const left = device.preKeys.count();
  if (left < FEW_PRE_KEYS && device.connection?.listening) tellFewLeft(device, left);
  return { ...device.keys, preKey };
}

function tellFewLeft(device: LinkedDevice, left: number) {
  const attributes = { type: "encrypt", from: S_WHATSAPP_NET, id: newStanzaId() };
  deliver(device, node("notification", attributes, [node("count", { value: String(left) })]));
}

export function pnOf({ account, id }: LinkedDevice): string {
  return pn(account.phone.number, id);
}

export function lidOf({ account, id }: LinkedDevice): string {
  return lid(account.phone.number, id);
}

/** The name of its Signal sessions. */
export function peerOf({ account, id }: LinkedDevice): string {
  return `${lidUser(account.phone.number)}.${id}`;
}
