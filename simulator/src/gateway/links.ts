// How a gateway's session is linked to a phone: by a QR code that changes, or by eight characters.
import { randomBytes } from "node:crypto";
import type { PhoneNumber } from "../business/index.ts";
import { numberOfPhone } from "../business/index.ts";
import type { Network } from "../network.ts";

export type Link = {
  number: PhoneNumber | null;
  qr: { text: string; since: number } | null;
  code: { text: string; phone: number } | null;
};

/** WhatsApp renews a QR code about this often. */
const QR_MS = 20_000;

export function createLinks(network: () => Network) {
  return {
    none: (): Link => ({ number: null, qr: null, code: null }),
    /** The QR code to show now. */
    qrOf(link: Link): string {
      const now = network().clock.now();
      if (link.qr === null || now - link.qr.since >= QR_MS) link.qr = { text: freshQr(), since: now };
      return link.qr.text;
    },
    codeFor(link: Link, phone: number): string {
      link.code = { text: freshCode(), phone };
      return link.code.text;
    },
    scan: (link: Link, phone: number, qr: string) => link.qr?.text === qr && tie(network(), link, phone),
    enterCode: (link: Link, phone: number, code: string) =>
      link.code?.text === code && link.code.phone === phone && tie(network(), link, phone),
    isOf: (link: Link, phone: number) => link.number?.digits === String(phone),
  };
}

function tie({ business }: Network, link: Link, phone: number): true {
  Object.assign(link, { number: numberOfPhone(business, phone), qr: null, code: null });
  return true;
}

/** In the shape of WhatsApp Web's: a reference, two keys, a secret, the platform. */
function freshQr(): string {
  const key = () => randomBytes(32).toString("base64");
  return `2@${randomBytes(60).toString("base64")},${key()},${key()},${key()},1`;
}

function freshCode(): string {
  const signs = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";
  return [...randomBytes(8)].map((byte) => signs[byte % signs.length]).join("");
}
