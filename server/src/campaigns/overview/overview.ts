// From counts to tables: a tenant's messages by day, by hour of the week, and by kind. Pure.

import { type Overview, overviewStages } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import { countryOfBeginning } from "../analytics/country.ts";
import type { KindRow, QuarterRow } from "./store.ts";
import { zeros } from "../zeros.ts";

type Tables = Omit<Overview, "from" | "to" | "time_zone">;
type Stages = Tables["total"];
type Counted = { stage: string; count: number };

/** Days in their order, hours in the order of the week, kinds with most sent first. */
export function tablesOf(quarters: readonly QuarterRow[], kinds: readonly KindRow[]): Tables {
  const hours = tableOf(quarters, ({ weekday, hour }) => weekday * 24 + hour);
  return {
    total: tableOf(quarters, () => "all")[0]?.[1] ?? zeros(overviewStages),
    by_day: tableOf(quarters, ({ day }) => day).map(([day, stages]) => ({ day, ...stages })),
    by_hour: hours
      .toSorted(([one], [other]) => one - other)
      .map(([key, stages]) => ({ weekday: Math.floor(key / 24), hour: key % 24, ...stages })),
    by_template: most(tableOf(kinds, ({ template }) => template || null)).map(([template, stages]) => ({
      template,
      ...stages,
    })),
    by_sender: most(tableOf(kinds, ({ sender_id }) => presentId("snd", sender_id))).map(
      ([sender, stages]) => ({
        sender,
        ...stages,
      }),
    ),
    by_country: most(tableOf(kinds, ({ beginning }) => countryOfBeginning(beginning))).map(
      ([country, stages]) => ({ country, ...stages }),
    ),
  };
}

function tableOf<Row extends Counted, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): [Key, Stages][] {
  const table = new Map<Key, Stages>();
  for (const row of rows) {
    const stages = table.get(keyOf(row)) ?? zeros(overviewStages);
    const known = overviewStages.find((each) => each === row.stage);
    if (known !== undefined) stages[known] += row.count;
    table.set(keyOf(row), stages);
  }
  return [...table];
}

function most<Key>(table: [Key, Stages][]): [Key, Stages][] {
  return table.toSorted(([, one], [, other]) => other.sent - one.sent);
}
