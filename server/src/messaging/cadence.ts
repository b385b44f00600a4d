// How a person spaces messages: never at a steady beat. Pure; dice are arguments.

/** A log-normal gap: mostly near the median, now and then much longer, never shorter than a person can type. */
export type Cadence = { medianMs: number; sigma: number; leastMs: number; mostMs: number };

/**
 * For numbers that live on a phone. Fixed gaps are reported to be banned as readily as none ("7 s apart", Baileys
 * #2131), so the spread matters as much as the length. The figures are a choice of ours, not WhatsApp's: half of all
 * gaps between 4 and 9 seconds, one in forty above 20.
 */
export const humanCadence: Cadence = { medianMs: 6_000, sigma: 0.6, leastMs: 2_000, mostMs: 60_000 };

/** The next gap; `u` and `v` are independent and uniform in [0, 1). */
export function gapMs({ medianMs, sigma, leastMs, mostMs }: Cadence, u: number, v: number): number {
  // Box–Muller; 1 - u keeps the logarithm away from zero.
  const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
  return Math.round(Math.min(mostMs, Math.max(leastMs, medianMs * Math.exp(sigma * normal))));
}
