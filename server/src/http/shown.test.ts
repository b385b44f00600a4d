// What was shown and told of once is not told of again, for a while and for each reader apart.
import { expect, test } from "vitest";
import { createShown } from "./shown.ts";

test("the same is fresh again after ten minutes, and to everybody else at once", () => {
  let now = 0;
  const shown = createShown(() => now);
  expect(shown.fresh("Asha", ["a", "b"])).toEqual(["a", "b"]);
  // Until it is certain that the log has it, it is fresh.
  expect(shown.fresh("Asha", ["a"])).toEqual(["a"]);
  shown.note("Asha", ["a", "b"]);
  now = 9 * 60_000;
  expect(shown.fresh("Asha", ["a", "c"])).toEqual(["c"]);
  expect(shown.fresh("Bruno", ["a"])).toEqual(["a"]);
  shown.note("Asha", ["a", "c"]);
  // Looking on does not put it off: ten minutes are counted from when it was told.
  now = 10 * 60_000;
  expect(shown.fresh("Asha", ["a", "c"])).toEqual(["a"]);
});

test("it remembers so much and no more", () => {
  const shown = createShown(() => 0);
  const ids = Array.from({ length: 30_000 }, (_, n) => String(n));
  shown.note("Asha", ids);
  const fresh = shown.fresh("Asha", ids);
  expect(fresh).toHaveLength(10_000);
  expect(fresh.at(-1)).toBe("9999");
});
