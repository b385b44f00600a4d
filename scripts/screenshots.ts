// Takes pictures of every page of the dashboard, in the product itself with somebody in it: `npm run screenshots`.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { type House, type Look, openHouse, placesIn } from "../e2e/dashboard/house.ts";

const place = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

const looks: Readonly<Record<string, Look>> = {
  light: {},
  dark: { colorScheme: "dark" },
  arabic: { language: "ar" },
  phone: { viewport: { width: 390, height: 844 } },
};

const house = await openHouse();
try {
  await mkdir(place, { recursive: true });
  await fill(house);
  for (const [name, look] of Object.entries(looks)) await takeAll(name, look);
} finally {
  await house.close();
}

async function takeAll(name: string, look: Look): Promise<void> {
  const page = await house.open("/", look);
  const places = await placesIn(page);
  for (const path of places) {
    await page.goto(house.stack.apiUrl + path);
    await take(page, `${path === "/" ? "home" : path.slice(1).replaceAll("/", "-")}-${name}`);
  }
  await page.context().close();
}

async function take(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  // Nothing that is still being asked for, such as the pictures of rows.
  await page.locator("[class*=Skeleton]").waitFor({ state: "detached" });
  await page.screenshot({ path: join(place, `${name}.png`), animations: "disabled" });
}

/** People who read, one who cannot be reached. */
async function fill({ stack }: House): Promise<void> {
  for (let index = 0; index < 24; index++) {
    const to = index % 9 === 4 ? "+14155550002" : `+1415555${1_000 + index}`;
    const text = { body: `Your order *${1_042 + index}* is on its way` };
    const client_reference = `order-${1_042 + index}`;
    await stack.request("POST", "/v1/messages", { to, type: "text", text, client_reference });
  }
}
