// The time zones a phone number can be in, by how it begins.

import { readFileSync } from "node:fs";

/**
 * IANA names. Several where a number does not say more: mobile numbers of Russia, toll-free ones of North
 * America. None for a beginning that belongs to no country. A number says where it was issued, not where its
 * owner is now.
 */
export function zonesOf(phone: string): readonly string[] {
  if (!phone.startsWith("+")) return [];
  const { zones, longest } = zonesByPrefix();
  for (let length = Math.min(longest, phone.length - 1); length > 0; length--) {
    const found = zones.get(phone.slice(1, 1 + length));
    if (found !== undefined) return found;
  }
  return [];
}

/** All of them by the digits numbers begin with; of several that fit a number, the longest counts. */
export function zonesByPrefix(): Zones {
  return (known ??= readZones());
}

export type Zones = { zones: ReadonlyMap<string, readonly string[]>; longest: number };

/** Read at the first question: 30 kB, and most processes never ask. */
let known: Zones | undefined;

/** Google's libphonenumber has the data; its JavaScript ports leave it out, hence a file of our own. */
function readZones(): Zones {
  const text = readFileSync(new URL("./phone-zones.txt", import.meta.url), "utf8");
  const zones = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [names = "", ...prefixes] = line.split(" ");
    const list = names.split("&");
    for (const prefix of prefixes) zones.set(prefix, list);
  }
  return { zones, longest: Math.max(...[...zones.keys()].map((prefix) => prefix.length)) };
}
