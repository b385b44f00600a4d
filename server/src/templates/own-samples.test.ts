// Samples as a provider lists them: ours stay where there is one in the same place, and nothing else changes.

import { expect, test } from "vitest";
import { withOwnSamples } from "./own-samples.ts";

const ours = `med_${"1".repeat(32)}`;
const address = "https://scontent.whatsapp.net/v/sample_n?oh=1";
const header = (handle: string, format = "IMAGE", type = "HEADER") => ({
  type,
  format,
  example: { header_handle: [handle], other: "kept" },
});
const body = (text: string) => ({ type: "BODY", text });

test("a sample keeps its name, wherever the provider puts the header and however it writes its type", () => {
  expect(
    withOwnSamples([header(address), body("new")], [body("old"), header(ours, "image", "header")]),
  ).toEqual([header(ours), body("new")]);
});

test("a card keeps its own", () => {
  const cards = (...handles: string[]) => ({
    type: "CAROUSEL",
    cards: handles.map((handle) => ({ components: [header(handle), body("a")] })),
  });
  expect(withOwnSamples([cards(address, address, address)], [cards(ours, "4::aW1h")])).toEqual([
    cards(ours, "4::aW1h", address),
  ]);
});

test.each([
  ["of another kind", [header(address, "VIDEO")], [header(ours)]],
  ["that the provider does not list", [{ type: "HEADER", format: "IMAGE" }], [header(ours)]],
  ["that was never ours", [header(address)], [body("no header")]],
  ["of a template that is no list of parts", [header(address)], []],
])("a sample %s is left as it is listed", (_, listed, known) => {
  expect(withOwnSamples(listed, known)).toEqual(listed);
});
