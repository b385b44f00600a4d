// Up to which number the order is final, though transactions end in another one than they took their numbers in. Pure.

/** One look: the last number that was given out, and then who is still writing (`event_pulse` in 0016). */
export type Pulse = { last: number; writers: readonly string[] };

export type Mark = {
  /** Nothing with a lower number comes any more. */
  settled: number;
  /** An earlier look: settled up to there as soon as the last of those who wrote then has ended. */
  awaited: { last: number; writers: ReadonlySet<string> } | null;
};

export const unknownMark: Mark = { settled: 0, awaited: null };

/**
 * Who was not writing when the number was read has taken a higher one since. So only those who were are waited for, and
 * however many come after them, the mark moves on.
 */
export function advance({ settled, awaited }: Mark, { last, writers }: Pulse): Mark {
  if (writers.length === 0) return { settled: Math.max(settled, last), awaited: null };
  const left = awaited === null ? [] : writers.filter((writer) => awaited.writers.has(writer));
  if (awaited !== null && left.length > 0)
    return { settled, awaited: { ...awaited, writers: new Set(left) } };
  return { settled: awaited?.last ?? settled, awaited: { last, writers: new Set(writers) } };
}
