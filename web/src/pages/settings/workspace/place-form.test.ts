// A workspace's name and place: saved as they were read they stay what they were.
import { expect, test } from "vitest";
import { placeOf, wantedOf } from "./place-form.ts";

const was = { name: "Asha & Sons", time_zone: "Asia/Kolkata", locale: "hi", default_country: "IN" };

test("saved as it was read, nothing is another", () => {
  expect(wantedOf(placeOf(was))).toEqual(was);
  expect(wantedOf(placeOf({ ...was, default_country: null }))).toEqual({ ...was, default_country: null });
});

test("a country is written as the API wants it, and may be taken out", () => {
  expect(wantedOf({ ...placeOf(was), country: " br " })).toMatchObject({ default_country: "BR" });
  expect(wantedOf({ ...placeOf(was), country: "" })).toMatchObject({ default_country: null });
});
