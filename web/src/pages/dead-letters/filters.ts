// What the dead letters are narrowed to, as the address says it. Pure.

/** `letter` is the one that is open. */
export type Filters = { code?: string | undefined; letter?: string | undefined };

/** What an address holds may be anybody's invention: only what fits is taken. */
export function readFilters(search: Record<string, unknown>): Filters {
  const { code, letter } = search;
  return {
    ...(typeof code === "string" && /^\w{1,64}$/.test(code) ? { code } : {}),
    ...(typeof letter === "string" && /^msg_[0-9a-f]{32}$/.test(letter) ? { letter } : {}),
  };
}
