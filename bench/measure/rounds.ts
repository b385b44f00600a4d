// Rounds: baseline and subject take turns, because on a shared machine only what ran side by side can be compared.

export const rounds = 3;

/** Each of `parts` once per round, in order; answers every part's results. */
export async function interleave<T>(parts: readonly (() => Promise<T>)[]): Promise<T[][]> {
  const results: T[][] = parts.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, part] of parts.entries()) results[index]?.push(await part());
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of the rounds' own ratios: noise that hits a whole round cancels out. */
export function medianShare(subject: readonly number[], baseline: readonly number[]): number {
  return median(subject.map((value, round) => value / baseline[round]!));
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
