// What became of all of a tenant's messages: day by day, by template, sender and country, and by the hour of the week.

import Type from "typebox";
import { closed, nullable } from "../json-schema.ts";
import { callingCountry } from "./calling-country.ts";

const count = Type.Integer({ minimum: 0 });
const stages = {
  sent: count,
  delivered: count,
  read: count,
  replied: { ...count, description: "Messages that somebody answered within three days." },
  clicked: { ...count, description: "Messages of campaigns of which somebody followed a link." },
  converted: { ...count, description: "Messages of campaigns after which somebody did what they were for." },
  failed: count,
  unknown: count,
  received: { ...count, description: "What people wrote." },
};
export const overviewStages = Object.keys(stages) as (keyof typeof stages)[];

const date = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", examples: ["2026-11-21"] });

export const overviewQuery = closed({
  from: Type.Optional({ ...date, description: "The first day, by the tenant's clock; 30 days by default." }),
  to: Type.Optional({ ...date, description: "The last day, today by default; at most 400 days." }),
});
export type OverviewQuery = Type.Static<typeof overviewQuery>;

export const overview = closed(
  {
    from: date,
    to: date,
    time_zone: Type.String({ description: "The tenant's; days and hours are by it." }),
    total: closed(stages),
    by_day: Type.Array(closed({ day: date, ...stages }), { description: "Days of nothing are left out." }),
    by_hour: Type.Array(closed({ weekday: Type.Integer(), hour: Type.Integer(), ...stages }), {
      description: "Of the week, 1 is Monday.",
    }),
    by_template: Type.Array(closed({ template: nullable(Type.String()), ...stages })),
    by_sender: Type.Array(closed({ sender: Type.String(), ...stages })),
    by_country: Type.Array(closed({ country: callingCountry, ...stages })),
  },
  {
    title: "Overview",
    description:
      "Messages count on the day they were accepted. The tables of templates, senders and countries go by days of " +
      "the clock that the tenant had then.",
  },
);
export type Overview = Type.Static<typeof overview>;
