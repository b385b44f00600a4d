// Compiles what is asked of a text. Upper and lower case are the same, by the database's own folding on both sides.

import type { TextTest } from "@waypost/contract";
import type { Values } from "./values.ts";

/** `operand` is an expression, null for who has no such text. */
export function textSql(operand: string, test: TextTest, values: Values): string {
  const folded = `folded(${operand})`;
  const bound = (text: string): string => `folded(${values.bind(text, "text")})`;
  const holds = (condition: string): string => `coalesce(${condition}, false)`;
  if (test.is !== undefined) return holds(`${folded} = ${bound(test.is)}`);
  if (test.is_not !== undefined) return `(not ${holds(`${folded} = ${bound(test.is_not)}`)})`;
  if (test.contains !== undefined) return holds(`strpos(${folded}, ${bound(test.contains)}) > 0`);
  if (test.starts_with !== undefined) return holds(`starts_with(${folded}, ${bound(test.starts_with)})`);
  if (test.one_of !== undefined) {
    const list = values.bind(test.one_of, "text[]");
    return holds(`${folded} in (select folded(each) from unnest(${list}) as each)`);
  }
  return `(coalesce(${operand}, '') ${test.is_set === true ? "<>" : "="} '')`;
}
