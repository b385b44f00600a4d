// A campaign's report as the pages read it, and what is reckoned from it. Pure: now is an argument.
import type { Answer } from "@waypost/sdk";

export type Report = Answer<"GET /v1/campaigns/{id}/analytics">;
export type Campaign = Answer<"GET /v1/campaigns/{id}">;

export type Progress = {
  done: number;
  total: number;
  /** From 0 to 1; 0 while nobody is written down. */
  share: number;
  /** Of those who are done; null while there are none. */
  failedPercent: number | null;
};

export function progressOf({ funnel, waiting, canceled }: Report): Progress {
  const total = funnel.eligible;
  const done = Math.max(0, total - waiting - canceled);
  return {
    done,
    total,
    share: total === 0 ? 0 : done / total,
    failedPercent: done === 0 ? null : (100 * funnel.failed) / done,
  };
}

/** Above this somebody should look. */
export const failuresAreMany = 5;

export type Pace = { perMinute: number; leftMs: number };

/** By how it has gone since it began; null before there is anything to go by. */
export function paceOf(report: Report, now: number): Pace | null {
  const { done } = progressOf(report);
  if (report.actual.starts_at === null || done === 0) return null;
  const spentMs = now - Date.parse(report.actual.starts_at);
  if (spentMs <= 0) return null;
  return { perMinute: (done * 60_000) / spentMs, leftMs: (report.waiting * spentMs) / done };
}

/** Most first; the codes of a report's `skipped` and `failed`. */
export function mostFirst(counts: Readonly<Record<string, number>>): [code: string, count: number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one);
}

/** So many steps are drawn at most: more are no wider than a pixel on a phone. */
const stepsMax = 120;

type CurveName = "sent" | "delivered" | "read" | "failed";
export type Curve = { name: CurveName; points: readonly number[] };

/** Running totals, so that a curve shows how far it has come by then; thinned out where there are many. */
export function curvesOf(series: Report["series"], names: readonly CurveName[]): Curve[] {
  const every = Math.max(1, Math.ceil(series.length / stepsMax));
  return names.map((name) => {
    let sum = 0;
    const totals = series.map((step) => (sum += step[name]));
    return { name, points: totals.filter((_, index) => index % every === 0 || index === totals.length - 1) };
  });
}

/** A path through points in a box of 1 by 1 that is scaled by who draws it; `top` is the highest there is. */
export function pathOf(points: readonly number[], top: number): string {
  const across = Math.max(1, points.length - 1);
  const high = Math.max(1, top);
  return points
    .map(
      (point, index) =>
        `${index === 0 ? "M" : "L"}${(index / across).toFixed(4)} ${(1 - point / high).toFixed(4)}`,
    )
    .join("");
}
