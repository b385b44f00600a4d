// A WhatsApp account that has been used to link devices: a business on this door.
import type { PhoneNumber } from "../business/index.ts";
import { pn } from "./addresses.ts";
import { deliver } from "./linked-device.ts";
import type { LinkedDevice } from "./linked-device.ts";
import type { Phone } from "./phone.ts";
import { node, seconds } from "./protocol/stanza.ts";

export type Account = {
  phone: Phone;
  /** Its place in the network: the ledger speaks of senders by number. */
  number: PhoneNumber;
  devices: LinkedDevice[];
  nextDevice: number;
  banned: boolean;
  /** Until then messages to people it never talked with are answered with 463. */
  restrictedUntil: number;
  /** WhatsApp does not always say when it ends. */
  restrictionEndTold: boolean;
  /** People it has exchanged messages with. */
  chats: Set<number>;
};

/** WhatsApp links four devices to one phone. */
export const DEVICE_LIMIT = 4;

export function createAccount(phone: Phone, number: PhoneNumber): Account {
  return {
    phone,
    number,
    devices: [],
    nextDevice: 1,
    banned: false,
    restrictedUntil: 0,
    restrictionEndTold: true,
    chats: new Set(),
  };
}

export function deviceOf(account: Account | undefined, id: number): LinkedDevice | undefined {
  return account?.devices.find((device) => device.id === id);
}

export function addDevice(account: Account, device: LinkedDevice, now: number) {
  tellOthers(account, "add", { device, now });
  account.devices.push(device);
}

export function removeDevice(account: Account, device: LinkedDevice, now: number) {
  account.devices = account.devices.filter((each) => each !== device);
  tellOthers(account, "remove", { device, now });
}

/** So that they encrypt for the new device too, or for the removed one no longer. */
function tellOthers(
  account: Account,
  change: "add" | "remove",
  { device, now }: { device: LinkedDevice; now: number },
) {
  const own = account.phone.number;
  const jid = pn(own, device.id);
  for (const other of account.devices) {
    const attributes = {
      type: "devices",
      from: pn(own),
      id: `devices-${device.id}-${change}`,
      t: seconds(now),
    };
    deliver(other, node("notification", attributes, [node(change, {}, [node("device", { jid })])]));
  }
}
