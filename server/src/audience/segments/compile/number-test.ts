// Compiles what is asked of a number, as numeric: no digit of either side is lost.

import type { NumberTest } from "@waypost/contract";
import type { Values } from "./values.ts";

/** `operand` is an expression of type numeric, null for who has no number there. */
export function numberSql(operand: string, test: NumberTest, values: Values): string {
  const bound = (value: number): string => values.bind(String(value), "numeric");
  const holds = (operator: string, value: number): string =>
    `coalesce(${operand} ${operator} ${bound(value)}, false)`;
  if (test.is !== undefined) return holds("=", test.is);
  if (test.is_not !== undefined) return `(not ${holds("=", test.is_not)})`;
  if (test.less_than !== undefined) return holds("<", test.less_than);
  if (test.at_most !== undefined) return holds("<=", test.at_most);
  if (test.more_than !== undefined) return holds(">", test.more_than);
  if (test.at_least !== undefined) return holds(">=", test.at_least);
  const [from = 0, to = 0] = test.between ?? [];
  return `coalesce(${operand} between ${bound(from)} and ${bound(to)}, false)`;
}
