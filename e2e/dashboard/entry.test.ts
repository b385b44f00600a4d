// The ways in: the first person by the link in the log, signing out and in again, and what a wrong password says.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ada, type House, openHouse } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house?.close(), 60_000);

test("from the link in the log to a first message, out, and in again", async () => {
  const page = await house.openStranger("/setup");
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("New password").fill("short-one");
  // The link's secret leaves the address bar of nobody's log, and the form says what the API would.
  await page.getByLabel("New password").fill(ada.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();

  await page.getByRole("button", { name: "Write it" }).click();
  const form = page.getByRole("dialog", { name: "A message to one person" });
  await form.getByLabel("Text").fill("Hello *Bo*, see you at 9");
  await form.getByRole("button", { name: "Send", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Message", exact: true });
  await drawer.getByText("Accepted").waitFor();
  // Told by events: nobody reloads.
  await drawer.getByRole("listitem").filter({ hasText: "Delivered" }).waitFor();
  expect(await drawer.locator("strong").textContent()).toBe("Bo");

  await page.goto(`${house.stack.apiUrl}/`);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();

  await page.goto(`${house.stack.apiUrl}/messages?status=failed`);
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.locator("input[autocomplete=current-password]").fill("not-the-right-one-at-all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("What to do").waitFor();
  await page.locator("input[autocomplete=current-password]").fill(ada.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  // To where one wanted to go.
  await page.waitForURL(/\/messages\?status=failed$/);
  expect(house.seen).toEqual({ executions: [], violations: [] });
}, 60_000);
