// Turns accounts with linked devices into what the links file keeps, and back.
import type { Account } from "./account.ts";
import { createLinkedDevice } from "./linked-device.ts";
import type { LinkedDevice } from "./linked-device.ts";
import type { SavedAccount, SavedDevice } from "./links-file.ts";
import { accountOf } from "./web.ts";
import type { Web } from "./web.ts";

export function saveLinks({ accounts, links }: Web) {
  const linked = [...accounts.values()].filter(({ devices }) => devices.length > 0);
  links.save(linked.map(savedAccount));
}

export function restoreLinks(web: Web) {
  for (const saved of web.links.accounts) {
    const { phone, identity, registrationId, nextDevice } = saved;
    web.phones.restore(phone, { seed: bytes(identity), registrationId });
    const account = accountOf(web, phone);
    account.devices = saved.devices.map((device) => restoredDevice(account, device));
    account.nextDevice = nextDevice;
  }
}

function savedAccount({ phone, nextDevice, devices }: Account): SavedAccount {
  const { identity, registrationId } = phone.signal;
  return {
    phone: phone.number,
    identity: text(identity.seed),
    registrationId,
    nextDevice,
    devices: devices.map(savedDevice),
  };
}

function savedDevice({ id, keys, life }: LinkedDevice): SavedDevice {
  const { noise, identity, registrationId, signedPreKey } = keys;
  const { key, signature } = signedPreKey;
  return {
    id,
    noise: text(noise),
    identity: text(identity),
    registrationId,
    signedPreKey: { id: signedPreKey.id, key: text(key), signature: text(signature) },
    linkedAt: life.linkedAt,
  };
}

function restoredDevice(account: Account, saved: SavedDevice): LinkedDevice {
  const { id, key, signature } = saved.signedPreKey;
  const keys = {
    noise: bytes(saved.noise),
    identity: bytes(saved.identity),
    registrationId: saved.registrationId,
    signedPreKey: { id, key: bytes(key), signature: bytes(signature) },
  };
  const device = createLinkedDevice(account, keys, saved.linkedAt);
  device.id = saved.id;
  // A client that saw its history before does not wait for it again.
  device.life.greeted = true;
  return device;
}

function text(key: Uint8Array): string {
  return Buffer.from(key).toString("base64");
}

function bytes(key: string): Buffer {
  return Buffer.from(key, "base64");
}
