// How a person's language and time zone are written down: BCP 47 and IANA, as the standard spells them. Pure.

export function languageOf(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

/** An offset such as "+02:00" is no zone: it does not know of summer. */
export function timeZoneOf(text: string): string | null {
  if (/^[+-]/.test(text)) return null;
  const known = zones.get(text);
  if (known !== undefined) return known;
  const zone = resolved(text);
  // Making a format takes 30 µs, and there are some hundred zones; what is none is not remembered.
  if (zone !== null) zones.set(text, zone);
  return zone;
}

const zones = new Map<string, string>();

function resolved(text: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
