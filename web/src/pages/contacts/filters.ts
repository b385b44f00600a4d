// What the list of people is narrowed to, as the address says it; `contact` is the one that is open. Pure.
import type { Query } from "@waypost/sdk";

export type ContactQuery = Query<"GET /v1/contacts">;
export type Filters = Pick<ContactQuery, "q" | "tag" | "list"> & { contact?: string };

const longest = { q: 200, tag: 128, list: 40, contact: 40 } as const;

/** What an address holds may be anybody's invention. */
export function readFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {};
  for (const [name, most] of Object.entries(longest) as [keyof typeof longest, number][]) {
    const value = search[name];
    // An address's reader takes digits for a number.
    if (typeof value !== "string" && typeof value !== "number") continue;
    const said = String(value).slice(0, most);
    if (said !== "") filters[name] = said;
  }
  return filters;
}

export function queryOf({ contact: _open, ...query }: Filters): ContactQuery {
  return query;
}
