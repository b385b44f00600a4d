// What a form about protection shows, and what it asks for.
import { expect, test } from "vitest";
import { asPreset, settingsOf, shownOf } from "./protection.ts";

const held = {
  preset: "cautious",
  daily_cap: 150,
  new_chats_per_day: 10,
  gap_seconds: 20,
  quiet_hours: { from: "21:00", to: "08:00" },
  typing: true,
  time_zone: "Africa/Cairo",
} as const;

test("what holds is asked for again when nothing was changed", () => {
  expect(settingsOf(shownOf(held))).toEqual(held);
});

test("another preset comes with its own figures", () => {
  expect(settingsOf(asPreset("established"))).toEqual({ preset: "established" });
});

test("what is switched off asks for nothing else", () => {
  expect(settingsOf(shownOf({ ...held, preset: "off", daily_cap: null }))).toEqual({ preset: "off" });
});

test("no quiet hours are said to be none", () => {
  expect(settingsOf({ ...asPreset("normal"), quiet: "none" })).toEqual({
    preset: "normal",
    quiet_hours: null,
  });
});
