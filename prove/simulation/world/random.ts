// Seeded dice: the same seed throws the same numbers, and each purpose has dice of its own.

export type Random = {
  /** 0 ≤ number < 1. */
  next(): number;
  between(from: number, to: number): number;
  /** A whole number, 0 ≤ number < count. */
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
};

export function createRandom(seed: number, purpose: string): Random {
  const next = sfc32(seed, purpose);
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashText(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Chris Doty-Humphrey's small fast counter generator, of PractRand. */
function sfc32(seed: number, purpose: string): () => number {
  let a = seed | 0;
  let b = hashText(purpose) | 0;
  let c = hashText(purpose, seed >>> 0) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
