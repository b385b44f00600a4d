// Who belongs together, found the naive way: sets of names, united whenever a sighting touches several of them.

import type { Alias } from "../../address.ts";

/** One text for each person, of all their names; in an order of its own, so that two ways can be compared. */
export function connectedNames(sightings: readonly (readonly Alias[])[]): string[] {
  let sets: Set<string>[] = [];
  for (const aliases of sightings) {
    const names = aliases.map(nameOf);
    const touched = sets.filter((set) => names.some((name) => set.has(name)));
    const united = new Set([...names, ...touched.flatMap((set) => [...set])]);
    sets = [...sets.filter((set) => !touched.includes(set)), united];
  }
  return sets.map((set) => [...set].toSorted().join(", ")).toSorted();
}

/** The same of what is stored: names under one contact. */
export function storedNames<Row>(
  rows: Iterable<Row>,
  contactOf: (row: Row) => string,
  aliasOf: (row: Row) => Pick<Alias, "kind" | "value">,
): string[] {
  const groups = Map.groupBy(rows, contactOf);
  return [...groups.values()]
    .map((group) =>
      group
        .map((row) => nameOf(aliasOf(row)))
        .toSorted()
        .join(", "),
    )
    .toSorted();
}

export function nameOf({ kind, value }: Pick<Alias, "kind" | "value">): string {
  return `${kind} ${value}`;
}
