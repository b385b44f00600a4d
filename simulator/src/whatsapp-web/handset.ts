// What its owner can do with a phone: link and unlink devices, be seen typing.
import { ControlRefused } from "../control/refused.ts";
import { deviceOf } from "./account.ts";
import type { Account } from "./account.ts";
import { jid } from "./addresses.ts";
import type { LinkedDevice } from "./linked-device.ts";
import { lidOf, pnOf, tell } from "./linked-device.ts";
import { enterCode } from "./pairing/code.ts";
import { scan } from "./pairing/scan.ts";
import { node } from "./protocol/stanza.ts";
import { unlinkDevice } from "./unlink.ts";
import type { Web } from "./web.ts";
import type { Doing } from "./words.ts";

export type LinkedAs = { phone: string; device: number; jid: string; lid: string };

export type Handset = {
  scan(phone: number, qr: string): Promise<LinkedAs>;
  enterCode(phone: number, code: string): Promise<LinkedAs>;
  /** One device, or all of them. */
  unlink(phone: number, device: number | undefined): { unlinked: number };
  /** Every linked business sees it. */
  show(phone: number, doing: Doing): void;
};

export function createHandset(web: Web): Handset {
  return {
    scan: async (phone, qr) => linkedAs(await scan(web, phone, qr)),
    enterCode: async (phone, code) => linkedAs(await enterCode(web, phone, code)),
    unlink(phone, id) {
      const account = accountWithDevices(web, phone);
      const device = deviceOf(account, id ?? 0);
      if (id !== undefined && !device) throw new ControlRefused("no such device", 404);
      const devices = device ? [device] : account.devices;
      for (const each of devices) unlinkDevice(web, each);
      return { unlinked: devices.length };
    },
    show(phone, doing) {
      const { addressing } = web.network.conditions.settings.web;
      const stanza = showing(jid(phone, addressing), doing);
      for (const account of web.accounts.values()) {
        for (const device of account.devices) tell(device, stanza);
      }
    },
  };
}

function accountWithDevices(web: Web, phone: number): Account {
  const account = web.accounts.get(phone);
  if (!account || account.devices.length === 0)
    throw new ControlRefused("no device is linked to this phone", 404);
  return account;
}

function linkedAs(device: LinkedDevice): LinkedAs {
  const phone = String(device.account.phone.number);
  return { phone, device: device.id, jid: pnOf(device), lid: lidOf(device) };
}

function showing(from: string, doing: Doing) {
  if (doing === "available") return node("presence", { from });
  if (doing === "unavailable") return node("presence", { from, type: "unavailable" });
  const state = doing === "recording" ? node("composing", { media: "audio" }) : node(doing, {});
  return node("chatstate", { from }, [state]);
}
