// Facts fitted into time: the same words in any order, and any number of times, leave the same thing holding.

import fc from "fast-check";
import { expect, test } from "vitest";
import { currentOf, fit, type Said } from "./facts.ts";

const at = (seconds: number): Date => new Date(seconds * 1_000);

function tell(words: readonly (readonly [number, string])[]): Said[] {
  return words.reduce<Said[]>((history, [seconds, value]) => {
    const row = fit(history, at(seconds), value);
    if (row === null) return history;
    return [row, ...history.filter((each) => each.at.getTime() !== row.at.getTime())];
  }, []);
}

test("a word that comes late does not overrule a later one", () => {
  expect(
    currentOf(
      tell([
        [20, "GREEN"],
        [10, "RED"],
      ]),
    )?.value,
  ).toBe("GREEN");
});

test("an old word that was confirmed since holds against one from between", () => {
  const history = tell([
    [10, "RED"],
    [30, "RED"],
    [20, "GREEN"],
  ]);
  expect(currentOf(history)).toEqual({ at: at(10), seenAt: at(30), value: "RED" });
});

test("a word told twice is known", () => {
  const history = tell([[10, "RED"]]);
  expect(fit(history, at(10), "RED")).toBeNull();
});

test("of two words in one second the one that came later holds, also when the first comes again", () => {
  expect(
    currentOf(
      tell([
        [10, "RED"],
        [10, "GREEN"],
        [10, "RED"],
        [10, "GREEN"],
      ]),
    )?.value,
  ).toBe("GREEN");
});

test("any order of the same words at different times ends in the last one of time", () => {
  const words = fc.uniqueArray(fc.tuple(fc.nat(50), fc.constantFrom("RED", "YELLOW", "GREEN")), {
    selector: ([seconds]) => seconds,
    minLength: 1,
  });
  const order = words.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(order, fc.nat(3), ([list, shuffled], repeats) => {
      const last = list.toSorted(([a], [b]) => a - b).at(-1);
      const told = [...shuffled, ...shuffled.slice(0, repeats)];
      expect(currentOf(tell(told))?.value).toBe(last?.[1]);
    }),
  );
});
