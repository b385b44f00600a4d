// How a person spaces and types messages: never at a steady beat. Pure; dice are arguments.

/**
 * A log-normal gap: mostly near the median, now and then much longer, never shorter than a person can type.
 */
export type Cadence = { medianMs: number; sigma: number; leastMs: number; mostMs: number };

/** Nobody writes for hours on end: after this many messages, drawn anew each time, there is a break. */
export type LongPause = { afterLeast: number; afterMost: number; leastMs: number; mostMs: number };

export type Typing = { msPerCharacter: number; leastMs: number; mostMs: number };

export type Rhythm = { cadence: Cadence; longPause: LongPause; typing: Typing | null };

/** Independent and uniform in [0, 1). */
export type Dice = () => number;

/** What follows a message; `left` is how many more are written before the next long pause. */
export type Rest = { ms: number; left: number };

/** `left` is null for a lane that has just been opened. */
export function restAfter(rhythm: Rhythm, left: number | null, factor: number, dice: Dice): Rest {
  const gap = gapMs(rhythm.cadence, dice) * factor;
  const remaining = (left ?? drawRun(rhythm.longPause, dice)) - 1;
  if (remaining > 0) return { ms: Math.round(gap), left: remaining };
  const { leastMs, mostMs } = rhythm.longPause;
  return { ms: Math.round(gap + between(leastMs, mostMs, dice)), left: drawRun(rhythm.longPause, dice) };
}

export function gapMs({ medianMs, sigma, leastMs, mostMs }: Cadence, dice: Dice): number {
  // Box–Muller; 1 - u keeps the logarithm away from zero.
  const normal = Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
  return Math.round(Math.min(mostMs, Math.max(leastMs, medianMs * Math.exp(sigma * normal))));
}

/** For how long the person sees somebody typing; a quarter faster or slower than the last time. */
export function typingMs(typing: Typing | null, length: number, dice: Dice): number {
  if (typing === null || length === 0) return 0;
  const { msPerCharacter, leastMs, mostMs } = typing;
  const pace = msPerCharacter * between(0.75, 1.25, dice);
  return Math.round(Math.min(mostMs, Math.max(leastMs, length * pace)));
}

function drawRun({ afterLeast, afterMost }: LongPause, dice: Dice): number {
  return Math.floor(between(afterLeast, afterMost + 1, dice));
}

function between(least: number, most: number, dice: Dice): number {
  return least + (most - least) * dice();
}
