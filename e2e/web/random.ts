// Chance under a seed, so that a run can be repeated by the number it printed.

export type Random = {
  /** 0 ≤ x < 1. */
  next(): number;
  between(min: number, max: number): number;
  pick<T>(all: readonly T[]): T;
};

/** `name` is an environment variable that gives the seed of a run to repeat. */
export function seededRandom(name: string): Random {
  const seed = Number(process.env[name] ?? Date.now() % 1_000_000);
  console.log(`${name}=${seed}`);
  const next = mulberry(seed);
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

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
