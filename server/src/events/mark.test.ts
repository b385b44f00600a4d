// What is settled, whatever order transactions end in: nobody who follows the mark misses a number, or waits for ever.

import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, type Mark, unknownMark } from "./mark.ts";

test("with nobody writing, everything that was given out is final", () => {
  expect(advance(unknownMark, { last: 7, writers: [] })).toEqual({ settled: 7, awaited: null });
});

test("who still writes is waited for, and those who come after them are not", () => {
  let mark = advance(unknownMark, { last: 3, writers: ["a"] });
  expect(mark.settled).toBe(0);
  mark = advance(mark, { last: 5, writers: ["a", "b"] });
  expect(mark.settled).toBe(0);
  mark = advance(mark, { last: 9, writers: ["b", "c"] });
  expect(mark).toEqual({ settled: 3, awaited: { last: 9, writers: new Set(["b", "c"]) } });
});

type Step = { kind: "begin" | "take" | "end" | "look"; who: number };

/** A table as Postgres keeps it: numbers are taken under a lock that is held until the transaction ends. */
function play(steps: readonly Step[]): { lost: number[]; mark: Mark } {
  const open = new Map<string, number[]>();
  const visible = new Set<number>();
  const names: string[] = ["", "", "", ""];
  let [last, transactions] = [0, 0];
  let mark = unknownMark;
  const lost: number[] = [];
  for (const { kind, who } of steps) {
    const name = names[who] as string;
    if (kind === "begin" && name === "") names[who] = `t${(transactions += 1)}`;
    if (kind === "take" && name !== "") open.set(name, [...(open.get(name) ?? []), (last += 1)]);
    if (kind === "end") {
      for (const number of open.get(name) ?? []) {
        if (number <= mark.settled) lost.push(number);
        visible.add(number);
      }
      open.delete(name);
      names[who] = "";
    }
    if (kind === "look") mark = advance(mark, { last, writers: [...open.keys()] });
  }
  return { lost, mark };
}

const step = fc.record({
  kind: fc.constantFrom<Step["kind"]>("begin", "take", "take", "end", "look"),
  who: fc.nat({ max: 3 }),
});

test("no number becomes visible below the mark, in any order of events", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      expect(play(steps).lost).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("when everybody has ended, everything is settled", () => {
  const ends = [0, 1, 2, 3].map((who): Step => ({ kind: "end", who }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const taken = steps.concat(ends, [{ kind: "look", who: 0 }]);
      const { mark } = play(taken);
      expect(mark.awaited).toBeNull();
    }),
  );
});
