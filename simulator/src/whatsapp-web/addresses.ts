// The two names of everyone: the phone number (PN) and the linked identity (LID) that hides it.
import { jidDecode, jidEncode } from "baileys";

export type Addressing = "lid" | "pn";

/** Device 0 is the phone itself. */
export function pn(phone: number, device = 0): string {
  return jidEncode(phone, "s.whatsapp.net", device || undefined);
}

export function lid(phone: number, device = 0): string {
  return jidEncode(lidUser(phone), "lid", device || undefined);
}

export function jid(phone: number, addressing: Addressing, device = 0): string {
  return addressing === "lid" ? lid(phone, device) : pn(phone, device);
}

/** Real LIDs are random; these can be read back, so that nobody's need be remembered. */
export function lidUser(phone: number): string {
  return `9${String(phone).padStart(14, "0")}`;
}

export type Party = { phone: number; device: number; addressing: Addressing };

/** Undefined for groups, broadcasts, newsletters and anything else that is not one person's device. */
export function partyOf(address: string | undefined): Party | undefined {
  const decoded = jidDecode(address);
  if (!decoded) return undefined;
  const { user, server, device = 0 } = decoded;
  if (server === "lid") return party(user.slice(1), device, "lid");
  return server === "s.whatsapp.net" || server === "c.us" ? party(user, device, "pn") : undefined;
}

function party(digits: string, device: number, addressing: Addressing): Party | undefined {
  const phone = Number(digits);
  return Number.isSafeInteger(phone) && phone > 9_999 ? { phone, device, addressing } : undefined;
}
