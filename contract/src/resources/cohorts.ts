// People by the week they were first written to, and how many of them read and answered in each week since.

import Type from "typebox";
import { closed } from "../json-schema.ts";

const count = Type.Integer({ minimum: 0 });
const stages = {
  sent: { ...count, description: "Who was sent something that week." },
  read: { ...count, description: "Who has read something of that week, whenever they did." },
  replied: { ...count, description: "Who answered something of that week within three days." },
};
export const cohortStages = Object.keys(stages) as (keyof typeof stages)[];

const date = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", examples: ["2026-11-16"] });

export const cohortsQuery = closed({
  from: Type.Optional({
    ...date,
    description: "A day of the first week, by the tenant's clock; 12 weeks by default.",
  }),
  to: Type.Optional({ ...date, description: "A day of the last week, today by default; at most 53 weeks." }),
});
export type CohortsQuery = Type.Static<typeof cohortsQuery>;

export const cohorts = closed(
  {
    from: { ...date, description: "The first week's Monday." },
    to: { ...date, description: "The last week's Sunday." },
    time_zone: Type.String({ description: "The tenant's; weeks are by it." }),
    cohorts: Type.Array(
      closed({
        week: { ...date, description: "Its Monday." },
        people: { ...count, description: "Who was written to for the first time that week." },
        weeks: Type.Array(
          closed({ after: { ...count, description: "Weeks after the first, which is 0." }, ...stages }),
          { description: "Up to this week, 63 at most." },
        ),
      }),
      { description: "Weeks in which nobody was new are left out." },
    ),
  },
  {
    title: "Cohorts",
    description: "A person is a number that was written to. A message counts when it is an hour old.",
  },
);
export type Cohorts = Type.Static<typeof cohorts>;
