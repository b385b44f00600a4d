// What a segment may ask of one value: a text, a number or a date. Each test is an object with exactly one member.

import Type from "typebox";
import { closed, text } from "../json-schema.ts";

const exactlyOne = { minProperties: 1, maxProperties: 1 };
const words = text(1024);
const orNone = "Also holds for who has no such value.";

/** Upper and lower case are the same. */
export const textTest = closed(
  {
    is: Type.Optional(words),
    is_not: Type.Optional({ ...words, description: orNone }),
    contains: Type.Optional(words),
    starts_with: Type.Optional(words),
    one_of: Type.Optional(Type.Array(words, { minItems: 1, maxItems: 1_000 })),
    is_set: Type.Optional(Type.Boolean()),
  },
  { title: "SegmentTextTest", ...exactlyOne },
);
export type TextTest = Type.Static<typeof textTest>;

const pair = <Item extends Type.TSchema>(item: Item) =>
  Type.Array(item, { minItems: 2, maxItems: 2, description: "From and to, both included." });

export const numberTest = closed(
  {
    is: Type.Optional(Type.Number()),
    is_not: Type.Optional(Type.Number({ description: orNone })),
    less_than: Type.Optional(Type.Number()),
    at_most: Type.Optional(Type.Number()),
    more_than: Type.Optional(Type.Number()),
    at_least: Type.Optional(Type.Number()),
    between: Type.Optional(pair(Type.Number())),
  },
  { title: "SegmentNumberTest", ...exactlyOne },
);
export type NumberTest = Type.Static<typeof numberTest>;

const day = Type.String({
  pattern: "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
  description: "A day, in the tenant's time zone.",
  examples: ["2026-11-21"],
});
const days = Type.Integer({ minimum: 0, maximum: 3_660 });
const daysOfYear = Type.Integer({ minimum: 0, maximum: 364 });

/** Days are the tenant's, from midnight to midnight; today belongs to the last and to the next days. */
export const dateTest = closed(
  {
    on: Type.Optional(day),
    before: Type.Optional(day),
    after: Type.Optional(day),
    between: Type.Optional(pair(day)),
    in_last_days: Type.Optional(days),
    in_next_days: Type.Optional(days),
    more_than_days_ago: Type.Optional(days),
    anniversary_in_days: Type.Optional({
      ...daysOfYear,
      description: "Its day of the year is that many days ahead; 0 is today.",
    }),
    anniversary_within_days: Type.Optional({
      ...daysOfYear,
      description: "Its day of the year is today or comes within so many days.",
    }),
  },
  { title: "SegmentDateTest", ...exactlyOne },
);
export type DateTest = Type.Static<typeof dateTest>;
