// From the texts a campaign's variables are to have to the SQL that reads them off a contact. Pure.

import type { CampaignVariable } from "@waypost/contract";

export type Mapping = Readonly<Record<string, CampaignVariable>>;

/** Takes a value of the statement and answers its place, `$7`. */
export type Place = (value: unknown) => string;

/** What stands in the row of `contact c` under each field's name. */
const fields = {
  name: "coalesce(nullif(btrim(c.name), ''), c.profile_name)",
  first_name: "split_part(coalesce(nullif(btrim(c.name), ''), btrim(c.profile_name)), ' ', 1)",
  phone: "c.lead_phone",
  language: "c.language",
} as const;

/**
 * A jsonb object of all variables that have a text for `contact c`; blank texts count as missing. Null when the
 * campaign has no variables. Names and texts travel as values.
 */
export function variablesSql(mapping: Mapping, place: Place): string {
  const pairs = Object.entries(mapping).map(
    ([name, source]) => `${place(name)}::text, ${textSql(source, place)}`,
  );
  if (pairs.length === 0) return "null::jsonb";
  // A function takes a hundred arguments.
  const objects = chunksOf(pairs, 40).map((some) => `jsonb_build_object(${some.join(", ")})`);
  return `jsonb_strip_nulls(${objects.join(" || ")})`;
}

function textSql(source: CampaignVariable, place: Place): string {
  if (typeof source === "string") return `${place(source)}::text`;
  const { field, attribute, fallback } = source;
  const found = [
    ...(field === undefined ? [] : [fields[field]]),
    ...(attribute === undefined ? [] : [`c.attributes ->> ${place(attribute)}::text`]),
  ].map((text) => `nullif(btrim(${text}), '')`);
  const last = fallback === undefined ? "null" : `${place(fallback)}::text`;
  return `coalesce(${[...found, last].join(", ")})`;
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
