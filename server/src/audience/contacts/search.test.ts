// What a search text asks for: words that begin alike, numbers as people write them.

import { describe, expect, test } from "vitest";
import { type Sought, soughtIn, soughtTag } from "./search.ts";

function holds({ words, numbers }: Sought, kind: "word" | "number", text: string): boolean {
  return (kind === "word" ? words : numbers).some(({ low, high }) => text >= low && text < high);
}

describe("a number", () => {
  test.each([
    ["+49 171 12", "number", "+491711234567", true],
    ["0171/1234", "number", "+491711234567", true],
    ["1711234", "number", "+491711234567", true],
    ["(415) 555-98", "number", "+14155559876", true],
    ["+415", "number", "+14155559876", false],
    ["9876", "word", "<67895555141", true],
    ["9876", "word", "9876th", true],
    ["98", "number", "+9812345678", false],
  ] as const)("written %s: %s %s is found: %s", (text, kind, stored, found) => {
    const [sought] = soughtIn(text, text.replaceAll(/\D/g, " ").trim());
    expect(sought !== undefined && holds(sought, kind, stored)).toBe(found);
  });
});

describe("words", () => {
  test("are all asked for, the longest first, and each begins a word or a tag", () => {
    const sought = soughtIn("Jo Müller", "jo muller");
    expect(sought.map((each) => holds(each, "word", "muller-lüd"))).toEqual([true, false]);
    expect(sought.map((each) => holds(each, "word", "#johannis club"))).toEqual([false, true]);
    expect(holds(sought[0]!, "word", "muster")).toBe(false);
  });

  test("beyond five narrow nothing down, and none finds nobody", () => {
    expect(soughtIn("a b c d e f", "a b c d e f")).toHaveLength(5);
    expect(soughtIn("!?", "  ")).toEqual([]);
  });
});

test("a tag is that tag and no longer one", () => {
  expect(holds(soughtTag("vip"), "word", "#vip")).toBe(true);
  expect(holds(soughtTag("vip"), "word", "#vip club")).toBe(false);
});
