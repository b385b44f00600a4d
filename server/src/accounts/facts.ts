// What is known of one of Meta's objects: facts fitted into time, whatever order they were told in.

import { isDeepStrictEqual } from "node:util";

/** One value of a fact, from when it was said first until when it was last said without another word between. */
export type Said = { at: Date; seenAt: Date; value: unknown };

/** What was said last holds; of two said at once, the one that was said first of late. */
export function currentOf(history: readonly Said[]): Said | null {
  return history.reduce<Said | null>((latest, each) => (isLater(each, latest) ? each : latest), null);
}

function isLater(each: Said, latest: Said | null): boolean {
  if (latest === null) return true;
  const ahead = each.seenAt.getTime() - latest.seenAt.getTime();
  return ahead > 0 || (ahead === 0 && each.at > latest.at);
}

/**
 * The row that one more word about a fact leaves, or null when it was known. A word that repeats its predecessor
 * confirms it. Meta's time is in whole seconds: of two different words in one, the one that comes later is taken for
 * the later one.
 */
export function fit(history: readonly Said[], at: Date, value: unknown): Said | null {
  const isSame = (each: Said): boolean => isDeepStrictEqual(each.value, value);
  const covers = ({ at: from, seenAt }: Said): boolean => from <= at && seenAt >= at;
  if (history.some((each) => isSame(each) && covers(each))) return null;
  const before = currentOf(history.filter((each) => each.at <= at));
  if (before !== null && isSame(before)) return { ...before, seenAt: at };
  const taken = history.find((each) => each.at.getTime() === at.getTime());
  if (taken !== undefined) return fit(history, new Date(at.getTime() + 1), value);
  return { at, seenAt: at, value };
}
