// Liquid for texts that people bring: it reads no files, sees nothing but the values given, and takes no more time and
// memory than its text is long.

import { Liquid, LiquidError } from "liquidjs";

/** What stays of Liquid, by name: `tags` without those that loop, and so on. `parseLimit` in characters. */
type Allowed = { tags: ReadonlySet<string>; filters: ReadonlySet<string>; parseLimit: number };

export function createLimitedLiquid({ tags, filters, parseLimit }: Allowed): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    // Lets `default` and `if` speak of what there is no value for.
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    timezoneOffset: 0,
    parseLimit,
    memoryLimit: 200_000,
    // No limit by the clock: a busy machine would refuse recipients by chance.
  });
  for (const name of Object.keys(liquid.tags)) if (!tags.has(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!filters.has(name)) delete liquid.filters[name];
  return liquid;
}

/** Of what rendering threw: the name that has no value, or null when it failed otherwise. Bugs are thrown on. */
export function missingName(error: unknown): string | null {
  if (!(error instanceof LiquidError)) throw error;
  const { originalError: cause } = error;
  return cause !== undefined && "variableName" in cause ? String(cause.variableName) : null;
}
