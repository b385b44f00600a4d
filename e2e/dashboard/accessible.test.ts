// Runs axe over every page of the menu and every way in: in light, in dark, and from right to left.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, type Look, openHouse, placesIn } from "./house.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const to of ["+14155551000", "+14155550002"])
    await house.stack.request("POST", "/v1/messages", { to, type: "text", text: { body: "Hello" } });
}, 120_000);
afterAll(() => house?.close(), 60_000);

const looks: [string, Look][] = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["from right to left", { language: "ar" }],
  ["on a phone", { viewport: { width: 390, height: 844 } }],
];

describe.each(looks)("%s", (_, look) => {
  test("no page has anything that axe knows to be wrong", async () => {
    const page = await house.open("/", look);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const places = await placesIn(page);
    expect(places.length).toBeGreaterThan(1);
    for (const place of places) expect(await violationsAt(page, place), place).toEqual([]);
    await page.goto(`${house.stack.apiUrl}/messages`);
    await page.getByRole("row").nth(1).click();
    await page.getByRole("dialog").locator("ol li").first().waitFor();
    expect(await violations(page), "an open message").toEqual([]);
    await page.context().close();
  }, 60_000);

  test("nor has any way in", async () => {
    const page = await house.openStranger("/sign-in", look);
    for (const place of ["/sign-in", "/setup", "/reset", "/invitation"])
      expect(await violationsAt(page, place), place).toEqual([]);
    await page.context().close();
  }, 60_000);
});

async function violationsAt(page: Page, place: string): Promise<string[]> {
  await page.goto(house.stack.apiUrl + place);
  await page.getByRole("heading").first().waitFor();
  await page.waitForLoadState("load");
  return violations(page);
}

const axeOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {
    // A dialog of the library's has a header of its own; what stands behind it is no part of the page then.
    "landmark-no-duplicate-banner": { enabled: false },
    "landmark-unique": { enabled: false },
  },
};

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

async function violations(page: Page): Promise<string[]> {
  // What still moves in has the wrong colours.
  await page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))");
  // Said by the debugger, which the page's policy does not bind; as a script in the page it would be stopped.
  await page.evaluate(axe);
  const run = `axe.run(document, ${JSON.stringify(axeOptions)}).then(({ violations }) => violations)`;
  const found: Finding[] = await page.evaluate(run);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`),
  );
}
