// Whose phone is looked at, and which chat on it is open: what the address says. Pure.

export type Place = { phone?: string; sender?: string };

/** Of the sandbox: reads, and writes only when told to. The form that sends a first message names the same. */
export const usualPerson = "+14155550123";

export function readPlace({ phone, sender }: Record<string, unknown>): Place {
  // The router reads what looks like a number as one.
  const text = typeof phone === "number" ? `+${String(phone)}` : phone;
  const isOurs = typeof sender === "string" && sender.startsWith("snd_");
  return {
    ...(typeof text === "string" && isPhone(text) ? { phone: text } : {}),
    ...(isOurs ? { sender } : {}),
  };
}

/** As people type it. */
export function phoneIn(typed: string): string | null {
  const phone = typed.replaceAll(/[\s().-]/g, "");
  return isPhone(phone) ? phone : null;
}

function isPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}
