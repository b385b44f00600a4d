// Compiles what is asked of an attribute. A test looks at values of its own kind only: a text is no number.

import type { SegmentCondition } from "@waypost/contract";
import { dateSql } from "./date-test.ts";
import { numberSql } from "./number-test.ts";
import { textSql } from "./text-test.ts";
import type { Values } from "./values.ts";
import type { RuleWorld } from "./world.ts";

export function compileAttribute(
  condition: Extract<SegmentCondition, { kind: "attribute" }>,
  values: Values,
  world: RuleWorld,
): string {
  const name = values.bind(condition.name, "text");
  const value = `c.attributes -> ${name}`;
  const text = `case when jsonb_typeof(${value}) = 'string' then c.attributes ->> ${name} end`;
  if (condition.text !== undefined) return textSql(`(${text})`, condition.text, values);
  if (condition.number !== undefined) {
    // Within the case, or the cast would meet a text.
    const number = `(case when jsonb_typeof(${value}) = 'number' then (${value})::numeric end)`;
    return numberSql(number, condition.number, values);
  }
  if (condition.date !== undefined) {
    const day = `calendar_day(${text}, ${values.bind(world.timeZone, "text")})`;
    return dateSql(day, condition.date, values, world);
  }
  if (condition.boolean !== undefined)
    return `coalesce(${value} = to_jsonb(${values.bind(condition.boolean, "boolean")}), false)`;
  // An empty text is nothing either.
  const isSet = `coalesce(${value} not in ('null', '""'), false)`;
  return condition.is_set === true ? isSet : `(not ${isSet})`;
}
