// What an address may say of the sandbox's phone.
import { expect, test } from "vitest";
import { phoneIn, readPlace } from "./place.ts";

test("a number is read with and without its plus, and as the router's number", () => {
  expect(readPlace({ phone: "+14155550123" })).toEqual({ phone: "+14155550123" });
  expect(readPlace({ phone: 14_155_550_123 })).toEqual({ phone: "+14155550123" });
  expect(readPlace({ phone: "javascript:", sender: "somebody" })).toEqual({});
  expect(readPlace({ sender: "snd_1" })).toEqual({ sender: "snd_1" });
});

test("what is typed is a number once its country's code is there", () => {
  expect(phoneIn("+1 (415) 555-0123")).toBe("+14155550123");
  expect(phoneIn("555 0123")).toBeNull();
});
