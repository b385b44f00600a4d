// Chance under a seed that is an argument: a suite is repeated by the number it printed.

import type { Random } from "../web/random.ts";

export type { Random } from "../web/random.ts";

export function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    pick: (all) => {
      const found = all[Math.floor(next() * all.length)];
      if (found === undefined) throw new Error("nothing to pick from");
      return found;
    },
  };
}
