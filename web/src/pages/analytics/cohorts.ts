// From the API's cohorts to a grid of shares, and to the lines of a file. Pure.
import type { Answer } from "@waypost/sdk";
import type { CohortStage } from "./cohort-stages.ts";
import { shareOf } from "./figures.ts";

export type Cohorts = Answer<"GET /v1/analytics/cohorts">;
type Cohort = Cohorts["cohorts"][number];

export type CohortCell = { after: number; count: number; share: number };
type CohortLine = { week: string; people: number; cells: CohortCell[] };

/** Shares are of the people of the first week, so that a line can be read from its beginning to its end. */
export function gridOf(cohorts: readonly Cohort[], stage: CohortStage): CohortLine[] {
  return cohorts.map(({ week, people, weeks }) => ({
    week,
    people,
    cells: weeks.map(({ after, ...counts }) => ({
      after,
      count: counts[stage],
      share: shareOf(counts[stage], people) ?? 0,
    })),
  }));
}

/** Columns have the names that the API's own file gives them. */
export function linesOf(cohorts: readonly Cohort[]): (string | number)[][] {
  const lines = cohorts.flatMap(({ week, people, weeks }) =>
    weeks.map(({ after, sent, read, replied }) => [week, people, after, sent, read, replied]),
  );
  return [["week", "people", "weeks_after", "sent", "read", "replied"], ...lines];
}
