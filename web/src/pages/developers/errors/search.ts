// Finds errors by any word of theirs, a provider's code included. Pure.
import type { ErrorEntry } from "@waypost/contract";

export type Searched = { q?: string | undefined; who?: Who | undefined };
export type NamedError = ErrorEntry & { code: string };
export type Who = ErrorEntry["who"];
export const everybody = ["caller", "operator", "recipient", "provider", "waypost"] as const satisfies Who[];

export function readSearched(search: Record<string, unknown>): Searched {
  const { q } = search;
  const who = everybody.find((each) => each === search["who"]);
  return {
    ...(typeof q === "string" || typeof q === "number" ? { q: String(q).slice(0, 100) } : {}),
    ...(who === undefined ? {} : { who }),
  };
}

export function foundIn(entries: readonly NamedError[], { q = "", who }: Searched): NamedError[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const { code, title, cause, remedy, upstream, status } = entry;
    const said = [code, title, cause, remedy, ...upstream, status ?? ""].join(" ").toLowerCase();
    return (who === undefined || entry.who === who) && words.every((word) => said.includes(word));
  });
}
