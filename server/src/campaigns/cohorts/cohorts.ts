// From counts to cohorts: each week's new people, and what became of them in every week since. Pure.

import { type Cohorts, cohortStages } from "@waypost/contract";

/** Both by `weekOf`. `count` people of `cohort`, so many weeks later. */
export type CohortRow = { cohort: number; week: number; stage: string; count: number };

type Cohort = Cohorts["cohorts"][number];
type Week = Cohort["weeks"][number];

/** Masks of people have as many places. */
const weeksMax = 63;

/** Weeks of nothing that have been are said as well, and none that are still to come. */
export function cohortsOf(rows: readonly CohortRow[], thisWeek: number): Cohort[] {
  const found = new Map<number, Week[]>();
  for (const { cohort, week, stage, count } of rows) {
    const weeks = found.get(cohort) ?? emptyWeeks(Math.max(week, thisWeek - cohort) + 1);
    const [known, place] = [cohortStages.find((each) => each === stage), weeks[week]];
    if (known !== undefined && place !== undefined) place[known] = count;
    found.set(cohort, weeks);
  }
  return [...found]
    .toSorted(([one], [other]) => one - other)
    .map(([cohort, weeks]) => ({ week: mondayOf(cohort), people: weeks[0]?.sent ?? 0, weeks }))
    .filter(({ people }) => people > 0);
}

function emptyWeeks(count: number): Week[] {
  const length = Math.min(count, weeksMax);
  return Array.from({ length }, (_, after) => ({ after, sent: 0, read: 0, replied: 0 }));
}

const dayMs = 86_400_000;
/** As SQL's week_of: a Monday. */
const firstMonday = Date.UTC(2000, 0, 3);

/** The number of the week that a day, YYYY-MM-DD, is in. */
export function weekOf(day: string): number {
  return Math.floor((Date.parse(day) - firstMonday) / (7 * dayMs));
}

export function mondayOf(week: number): string {
  return dayAt(firstMonday + week * 7 * dayMs);
}

export function sundayOf(week: number): string {
  return dayAt(firstMonday + (week * 7 + 6) * dayMs);
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
