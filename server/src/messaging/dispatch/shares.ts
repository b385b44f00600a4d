// Fair shares: how places to send are divided among tenants, and a tenant's among its lanes. Pure.

export type Claimant = {
  /** Places it has already. */
  held: number;
  /** How many more it could use now. */
  wants: number;
  /** Twice the weight is twice the places, when there are too few for all. */
  weight: number;
};

/**
 * Max-min fairness over what everybody would have in the end: who has least is given first, nobody is given more than
 * it wants, and nothing is left over that somebody could use. A claimant's size is no argument: one that wants a
 * million places moves nobody who wants less than its share. `turn` decides who gets the odd place.
 */
export function shareOut(places: number, claimants: readonly Claimant[], turn = 0): number[] {
  const wanted = claimants.reduce((sum, { wants }) => sum + wants, 0);
  if (wanted <= places) return claimants.map(({ wants }) => wants);
  const level = levelFor(places, claimants);
  const given = claimants.map((each) => Math.floor(givenAt(level, each)));
  giveOddPlaces(Math.max(0, places) - given.reduce((sum, count) => sum + count, 0), claimants, given, turn);
  return given;
}

/** One by one to who would have least with it: a heavy claimant may deserve two before a light one deserves one. */
function giveOddPlaces(odd: number, claimants: readonly Claimant[], given: number[], turn: number): void {
  const waiting = claimants
    .map(({ held, weight }, index) => ({ index, fullness: (held + (given[index] ?? 0) + 1) / weight }))
    .filter(({ index }) => (given[index] ?? 0) < (claimants[index]?.wants ?? 0))
    .toSorted(
      (a, b) =>
        a.fullness - b.fullness ||
        after(a.index, turn, claimants.length) - after(b.index, turn, claimants.length),
    );
  for (let left = odd; left > 0; left--) {
    const next = waiting.shift();
    if (next === undefined) return;
    const { wants, weight } = claimants[next.index] ?? { wants: 0, weight: 1 };
    const has = (given[next.index] ?? 0) + 1;
    given[next.index] = has;
    if (has >= wants) continue;
    const again = { index: next.index, fullness: next.fullness + 1 / weight };
    const place = waiting.findIndex(({ fullness }) => fullness > again.fullness);
    waiting.splice(place === -1 ? waiting.length : place, 0, again);
  }
}

/** What a claimant gets when everybody is filled up to `level` times its weight. */
function givenAt(level: number, { held, wants, weight }: Claimant): number {
  return Math.min(wants, Math.max(0, level * weight - held));
}

/** The highest level at which all of it fits into the places, from below. */
function levelFor(places: number, claimants: readonly Claimant[]): number {
  let [low, high] = [0, Math.max(...claimants.map(({ held, wants, weight }) => (held + wants) / weight))];
  // A thousandth of a place is close enough: odd places are given one by one.
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    const sum = claimants.reduce((total, each) => total + givenAt(middle, each), 0);
    if (sum <= places) low = middle;
    else high = middle;
  }
  return low;
}

function after(index: number, turn: number, count: number): number {
  return (index - (turn % count) + count) % count;
}
