// Runs axe over every page, every record and every way in: in light, in dark, on a phone, and from right to left.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "./house.ts";
import { everyPlace, type Place } from "./places.ts";
import { type Traffic, watchTraffic } from "./traffic.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let house: House;
let places: Place[];
beforeAll(async () => {
  house = await openHouse();
  const page = await house.open("/");
  places = await everyPlace(house, page);
  await page.context().close();
}, 120_000);
afterAll(() => house?.close(), 60_000);

const waysIn: readonly Place[] = ["/sign-in", "/setup", "/reset", "/invitation"].map((path) => ({ path }));

test("no place has anything that axe knows to be wrong, in light, in dark and on a phone", async () => {
  const page = await house.open("/", { colorScheme: "light" });
  expect(await throughLooks(page, places)).toEqual([]);
}, 120_000);

test("nor from right to left", async () => {
  const page = await house.open("/", { language: "ar" });
  await page.locator("html[dir=rtl]").waitFor();
  expect(await through(page, places, (place) => found(page, place, "but colours"))).toEqual([]);
}, 120_000);

test("nor has any way in", async () => {
  const page = await house.openStranger("/sign-in", { colorScheme: "light" });
  const arabic = await house.openStranger("/sign-in", { language: "ar" });
  expect(await throughLooks(page, waysIn)).toEqual([]);
  expect(await through(arabic, waysIn, (place) => found(arabic, place, "but colours"))).toEqual([]);
}, 60_000);

test("what is wrong is found: a picture without words, and words that are hard to read", async () => {
  const page = await house.openStranger("/sign-in", { colorScheme: "light" });
  await page.getByRole("heading").first().waitFor();
  await page.evaluate(`{
    const form = document.querySelector("form");
    form.append(document.createElement("img"));
    const words = Object.assign(document.createElement("p"), { textContent: "Hard to read" });
    words.style.color = "#999";
    form.append(words);
  }`);
  const rulesIn = async (rules: Rules): Promise<string[]> =>
    (await found(page, "/sign-in", rules)).map((finding) => finding.split(": ")[1] ?? "");
  expect(await rulesIn("all")).toEqual(expect.arrayContaining(["image-alt", "color-contrast"]));
  expect(await rulesIn("colours")).toEqual(["color-contrast"]);
  expect(await rulesIn("but colours")).toEqual(["image-alt"]);
}, 30_000);

/** A change of colours changes nothing but colours, and a narrow window nothing about them. */
async function throughLooks(page: Page, seen: readonly Place[]): Promise<string[]> {
  const wide = page.viewportSize() ?? { width: 1280, height: 720 };
  return through(page, seen, async (place) => {
    const inLight = await found(page, place, "all");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    const inDark = await found(page, `${place} in the dark`, "colours");
    await page.setViewportSize({ width: 390, height: 844 });
    const onPhone = await found(page, `${place} on a phone`, "but colours");
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: "light" });
    return [...inLight, ...inDark, ...onPhone];
  });
}

/** From place to place as the pages' own links lead, without loading anything anew. */
async function through(
  page: Page,
  seen: readonly Place[],
  look: (place: string) => Promise<string[]>,
): Promise<string[]> {
  const traffic = watchTraffic(page);
  await page.getByRole("heading").first().waitFor();
  const wrong: string[] = [];
  for (const { path, open } of seen) {
    const place = open === undefined ? path : `${path}, opened`;
    await page.evaluate(`history.pushState({}, "", ${JSON.stringify(path)})`);
    await ready(page, traffic, place);
    await open?.(page);
    if (open !== undefined) await ready(page, traffic, place);
    wrong.push(...(await look(place)));
  }
  await page.context().close();
  return wrong;
}

async function ready(page: Page, traffic: Traffic, place: string): Promise<void> {
  await traffic.settled();
  const shown = () => page.getByRole("heading").count();
  const missing = () => page.locator(".mantine-Skeleton-root, .mantine-Loader-root").count();
  await expect.poll(shown, { message: place, interval: 25 }).toBeGreaterThan(0);
  await expect.poll(missing, { message: place, interval: 25 }).toBe(0);
}

const standards = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
const usual = {
  // A dialog of the library's has a header of its own; what stands behind it is no part of the page then.
  "landmark-no-duplicate-banner": { enabled: false },
  "landmark-unique": { enabled: false },
};

/** Colours take most of the time, and do not change with the language or the width. */
const rulesets = {
  all: { runOnly: standards, rules: usual },
  colours: { runOnly: { type: "rule", values: ["color-contrast"] } },
  "but colours": { runOnly: standards, rules: { ...usual, "color-contrast": { enabled: false } } },
};
type Rules = keyof typeof rulesets;

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** What turns for ever has no end to be brought to. */
const endMotion = `for (const moving of document.getAnimations())
  moving.effect.getComputedTiming().endTime === Infinity ? moving.cancel() : moving.finish();`;

async function found(page: Page, place: string, rules: Rules): Promise<string[]> {
  // What still moves in has the wrong colours.
  await page.evaluate(endMotion);
  // Said by the debugger, which the page's policy does not bind; as a script in the page it would be stopped.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe);
  const run = `axe.run(document, ${JSON.stringify(rulesets[rules])}).then(({ violations }) => violations)`;
  const findings: Finding[] = await page.evaluate(run);
  return findings.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${place}: ${id}: ${html} ${failureSummary ?? ""}`),
  );
}
