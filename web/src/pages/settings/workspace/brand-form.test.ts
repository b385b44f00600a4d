// The brand: saved as it was read it stays what it was, and its name can be read on its colour.
import type { TenantBrand } from "@waypost/sdk";
import { expect, test } from "vitest";
import { brandOf, formOf, inkOn, isColor } from "./brand-form.ts";

const brand: TenantBrand = {
  name: "Asha & Sons",
  logo_media_id: `med_${"1".repeat(32)}`,
  color: "#0f7361",
  support_email: "help@example.com",
  support_url: "https://example.com/help",
};
const nothing = { name: null, logo_media_id: null, color: null, support_email: null, support_url: null };

test("saved as it was read, nothing is another", () => {
  expect(brandOf(formOf(brand))).toEqual(brand);
  expect(brandOf(formOf(nothing))).toEqual(nothing);
});

test("what is emptied is nobody's, and a colour is written as the API wants it", () => {
  expect(brandOf({ ...formOf(brand), name: "  ", color: " #0F7361 " })).toEqual({ ...brand, name: null });
});

test("a colour has six digits", () => {
  expect(["#0f7361", "#0F7361"].filter(isColor)).toHaveLength(2);
  expect(["", "#fff", "0f7361", "#0f73611", "teal"].filter(isColor)).toEqual([]);
});

test("ink is white on the dark and black on the light", () => {
  expect(["#000000", "#0f7361", "#c01c28"].map(inkOn)).toEqual(["#ffffff", "#ffffff", "#ffffff"]);
  expect(["#ffffff", "#ffd400", "#7dc9b6"].map(inkOn)).toEqual(["#000000", "#000000", "#000000"]);
});
