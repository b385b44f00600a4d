// A whole session's rows are worked through in order, and the thread serves others meanwhile.

import { expect, test } from "vitest";
import { mapInPortions, portionMax, portionsOf } from "./portions.ts";

test("everybody who waits for the thread has a turn between two portions", async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => index);
  const turns: number[] = [];
  let done = 0;
  let over = false;
  const wait = (): void => {
    turns.push(done);
    if (!over) setImmediate(wait);
  };
  setImmediate(wait);
  const doubled = await mapInPortions(rows, (row) => {
    done++;
    return row * 2;
  });
  over = true;
  expect(doubled).toEqual(rows.map((row) => row * 2));
  const between = turns.map((at, index) => at - (turns[index - 1] ?? 0));
  expect(Math.max(...between)).toBeLessThanOrEqual(portionMax);
});

test("portions are all the rows, none of them empty", () => {
  for (const count of [0, 1, portionMax, portionMax + 1, 3 * portionMax]) {
    const rows = Array.from({ length: count }, (_, index) => index);
    const portions = portionsOf(rows);
    expect(portions.flat()).toEqual(rows);
    expect(portions.every(({ length }) => length > 0 && length <= portionMax)).toBe(true);
  }
});
