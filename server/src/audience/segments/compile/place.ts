// Compiles what is asked of where people are and what they speak: by their number, as far as nobody said.

import { beginningsOf, countryBeginnings, zoneBeginnings } from "../../../kernel/phone-beginnings.ts";
import type { Values } from "./values.ts";

export function compileCountry(countries: readonly string[], values: Values): string {
  const wanted = new Set(countries);
  return begins(
    beginningsOf(countryBeginnings(), (country) => wanted.has(country)),
    values,
  );
}

/** RFC 4647 §3.3.1: a range also finds what is more specific. */
export function compileLanguage(languages: readonly string[], values: Values): string {
  const ranges = values.bind(
    languages.map((each) => each.toLowerCase().replaceAll("_", "-")),
    "text[]",
  );
  const language = "lower(replace(c.language, '_', '-'))";
  return `exists (select from unnest(${ranges}) as range
    where ${language} = range or starts_with(${language}, range || '-'))`;
}

export function compileTimeZone(zones: readonly string[], values: Values): string {
  const wanted = new Set(zones.flatMap((zone) => [zone, canonicalZone(zone)]));
  const byNumber = begins(
    beginningsOf(zoneBeginnings(), (of) => of.length === 1 && wanted.has(canonicalName(of[0] ?? ""))),
    values,
  );
  return `case when c.time_zone is null then ${byNumber}
    else c.time_zone = any (${values.bind([...wanted], "text[]")}) end`;
}

/** Of the names that numbers have, which are a few hundred; asking Node for each of thousands of beginnings is slow. */
function canonicalName(zone: string): string {
  const known = canonicalNames.get(zone) ?? canonicalZone(zone);
  canonicalNames.set(zone, known);
  return known;
}

const canonicalNames = new Map<string, string>();

/** A zone has had several names: Asia/Calcutta is Asia/Kolkata. What this Node does not know keeps its name. */
function canonicalZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}

type Beginnings = ReturnType<typeof beginningsOf>;

/** The longest beginning decides, so that it is asked for first. Long arrays are looked up by their hash. */
function begins(beginnings: Beginnings, values: Values): string {
  const whens = beginnings.map(
    ({ length, belongs, texts }) =>
      `when left(c.lead_phone, ${values.bind(length, "int")}) = any (${values.bind(texts, "text[]")}) then ${belongs}`,
  );
  return whens.length === 0 ? "false" : `case ${whens.join(" ")} else false end`;
}
