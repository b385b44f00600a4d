// One word for a sender's condition, and how full its day is.
import type { Sender } from "@waypost/sdk";
import { expect, test } from "vitest";
import { isAtRest, shareOf, stateOf } from "./state.ts";

const sender = (state: Sender["session"]["state"], health: Sender["health"]["state"] = "healthy") => ({
  session: { state, since: "", reason: null },
  health: { state: health, reason: null, since: "", score: null, reasons: [] },
});

test("the gravest condition is the word", () => {
  expect(stateOf(sender("connected"))).toBe("connected");
  expect(stateOf(sender("connected", "degraded"))).toBe("degraded");
  expect(stateOf(sender("reconnecting", "degraded"))).toBe("reconnecting");
  expect(stateOf(sender("connected", "paused"))).toBe("paused");
  expect(stateOf(sender("banned", "blocked"))).toBe("banned");
});

test("what ended by itself waits for a person", () => {
  expect(isAtRest(sender("logged_out"))).toBe(true);
  expect(isAtRest(sender("reconnecting"))).toBe(false);
});

test("a limit of nothing is full, and no limit is not there", () => {
  expect(shareOf(5, 20)).toBe(0.25);
  expect(shareOf(30, 20)).toBe(1);
  expect(shareOf(0, 0)).toBe(1);
  expect(shareOf(3, null)).toBeNull();
});
