// WhatsApp's addresses: a person has a number (PN) and a number of no country that hides it (LID).

import { isJidBot, isJidBroadcast, isJidGroup, isJidMetaAI, isJidNewsletter, jidDecode } from "baileys";

/** E.164 with "+" to the address of a phone number. */
export function jidOf(phone: string): string {
  return `${phone.replace(/\D/g, "")}@s.whatsapp.net`;
}

/** Null for anything but a phone number's address. */
export function phoneOf(jid: string | null | undefined): string | null {
  const decoded = jid === null || jid === undefined ? undefined : jidDecode(jid);
  if (decoded?.server !== "s.whatsapp.net" || !/^\d{5,20}$/.test(decoded.user)) return null;
  return `+${decoded.user}`;
}

/** `<digits>@lid`, without the device. */
export function lidOf(jid: string | null | undefined): string | null {
  const decoded = jid === null || jid === undefined ? undefined : jidDecode(jid);
  return decoded?.server === "lid" ? `${decoded.user}@lid` : null;
}

/** Groups, channels, status posts and bots: not conversations with a person. */
export function isNotAPerson(jid: string): boolean {
  return Boolean(
    isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid) || isJidBot(jid) || isJidMetaAI(jid),
  );
}
