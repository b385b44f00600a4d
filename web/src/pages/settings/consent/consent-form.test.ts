// The consent settings: what is read and saved again without a change stays what it was.
import type { ConsentSettings } from "@waypost/sdk";
import { expect, test } from "vitest";
import { formOf, putOf } from "./consent-form.ts";

const was: ConsentSettings = {
  version: 4,
  updated_at: null,
  words: { added: [{ word: "basta", means: "stop", language: "es", purpose: "all" }], removed: ["end"] },
  confirmations: { enabled: true, texts: [{ language: "es", stop: "Listo." }] },
  quiet_hours: {
    from: "21:00",
    to: "08:00",
    categories: ["marketing", "utility"],
    time_zone: "Asia/Kolkata",
  },
  frequency_caps: [{ most: 2, days: 7, categories: ["marketing"], over: "skip" }],
};

test("saved as it was read, nothing is another", () => {
  const { updated_at: _at, ...same } = was;
  expect(putOf(formOf(was), was)).toEqual(same);
});

test("what is taken out is gone, and what is not filled in is not sent", () => {
  const form = formOf(was);
  const changed = putOf(
    {
      ...form,
      isQuiet: false,
      words: [...form.words, { word: "  ", means: "stop", purpose: "marketing" }],
      caps: [{ most: "", days: 7, rule: "both", over: "defer" }],
    },
    was,
  );
  expect(changed.quiet_hours).toBeNull();
  expect(changed.words?.added).toEqual(was.words.added);
  expect(changed.frequency_caps).toEqual([]);
});
