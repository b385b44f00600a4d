// What cohorts can show.

export const cohortStages = ["read", "replied", "sent"] as const;
export type CohortStage = (typeof cohortStages)[number];
