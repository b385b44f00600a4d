// What keys mean, and that who types is left alone.
import { expect, test } from "vitest";
import { deedOf } from "./keys.ts";

const press = (key: string, more: object = {}) =>
  deedOf({ key, isTyping: false, hasModifier: false, afterG: false, ...more });

test("a slash searches, g and a letter go, a question mark shows the list", () => {
  expect(press("/")).toEqual({ kind: "search" });
  expect(press("?")).toEqual({ kind: "keys" });
  expect(press("g")).toBe("g");
  expect(press("m", { afterG: true })).toEqual({ kind: "go", letter: "m" });
});

test("who types, or asks the browser for something, means no deed of ours", () => {
  for (const key of ["/", "?", "g"]) {
    expect(press(key, { isTyping: true })).toBeNull();
    expect(press(key, { hasModifier: true })).toBeNull();
  }
  expect(press("m")).toBeNull();
});
