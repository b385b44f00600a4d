// Rewrites `server/src/kernel/phone-zones.txt` from Google's list of prefixes and zones, on standard input.
//
// The list is `resources/timezones/map_data.txt` of libphonenumber. Ours says the same in a third of the size:
// a prefix that adds nothing to a shorter one is left out, and each set of zones stands once.

import { readFileSync, writeFileSync } from "node:fs";

const header = `# Time zones by the beginning of a phone number; the longest beginning counts.
# Made by scripts/phone-zones.ts from resources/timezones/map_data.txt of libphonenumber,
# Copyright (C) The Libphonenumber Authors, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
`;

const zonesByPrefix = new Map<string, string>();
for (const line of readFileSync(0, "utf8").split("\n")) {
  const [prefix = "", zones] = line.split("|");
  if (/^\d+$/.test(prefix) && zones !== undefined) zonesByPrefix.set(prefix, zones.trim());
}

const prefixesByZones = new Map<string, string[]>();
for (const [prefix, zones] of [...zonesByPrefix].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  if (inherited(prefix) === zones) continue;
  prefixesByZones.set(zones, [...(prefixesByZones.get(zones) ?? []), prefix]);
}

const lines = [...prefixesByZones].map(([zones, prefixes]) => `${zones} ${prefixes.join(" ")}\n`);
writeFileSync(
  new URL("../server/src/kernel/phone-zones.txt", import.meta.url),
  header + lines.toSorted().join(""),
);

/** What the next shorter prefix says that is in the list. */
function inherited(prefix: string): string | undefined {
  for (let length = prefix.length - 1; length > 0; length--) {
    const zones = zonesByPrefix.get(prefix.slice(0, length));
    if (zones !== undefined) return zones;
  }
  return undefined;
}
