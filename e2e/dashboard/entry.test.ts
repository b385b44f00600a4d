// The whole way of somebody new, in one sitting: the link in the log, an account, a message to oneself, people from a
// file, a template, a campaign and its report. Then out, and in again.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countCopies, received } from "../simulated.ts";
import { ada, type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.openStranger("/setup");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const ask = async (path: string) => (await house.stack.request("GET", path)).body;
const goTo = (path: string) => page.goto(house.stack.apiUrl + path);
const next = () => page.getByRole("button", { name: "Next", exact: true }).click();

test("the link in the log makes an account, and a number to send from is there", async () => {
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("New password").fill("short-one");
  // The link's secret leaves the address bar of nobody's log, and the form says what the API would.
  await page.getByLabel("New password").fill(ada.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();
  expect((await ask("/v1/senders"))["data"]).toMatchObject([{ transport: "sandbox", mode: "test" }]);
});

test("a first message is delivered while one looks on, and is on the sandbox's phone", async () => {
  await page.getByRole("button", { name: "Write it" }).click();
  const form = page.getByRole("dialog", { name: "A message to one person" });
  const me = (await form.getByLabel("To", { exact: true }).inputValue()).slice(1);
  await form.getByLabel("Text").fill("Hello *Bo*, see you at 9");
  await form.getByRole("button", { name: "Send", exact: true }).click();
  const drawer = page.getByRole("dialog", { name: "Message", exact: true });
  await drawer.getByText("Accepted").waitFor();
  // Told by events: nobody reloads.
  await drawer.getByRole("listitem").filter({ hasText: "Delivered" }).waitFor();
  expect(await drawer.locator("strong").textContent()).toBe("Bo");
  expect(await received(house.stack.simulatorUrl, me)).toMatchObject([
    { text: { body: "Hello *Bo*, see you at 9" } },
  ]);
  await goTo("/");
  await page.getByRole("button", { name: "Open the phone" }).click();
  await page
    .getByRole("region", { name: /^The phone of/ })
    .getByText("see you at 9")
    .waitFor();
});

/** The last of them fails in the sandbox. */
const guests = {
  "+14155551401": "Asha",
  "+14155551402": "Ben",
  "+14155551403": "Chen",
  "+14155550002": "Dee",
};
const csv = ["phone,name", ...Object.entries(guests).map((guest) => guest.join(",")), "nobody,Paul", ""];

test("people come from a file, without the row that is nobody", async () => {
  await goTo("/contacts/import");
  const file = { name: "guests.csv", mimeType: "text/csv", buffer: Buffer.from(csv.join("\n")) };
  await page.getByLabel("Choose a file").first().setInputFiles(file);
  await page.getByLabel("Tags").fill("guests");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect
    .poll(async () => (await ask("/v1/contacts/import"))["data"][0])
    .toMatchObject({ state: "done", created: 4, rejected: 1 });
  await page.getByRole("button", { name: "Download refused rows" }).waitFor();
});

test("a template is written, submitted and approved", async () => {
  await goTo("/templates/new");
  await page.getByLabel("Name").fill("spring sale");
  await page.getByRole("textbox", { name: "Body" }).fill("Hi {{name}}, the *spring* sale has begun.");
  await page.getByLabel("Sample for name").fill("Asha");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "spring_sale · en" }).waitFor();
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("Approved").waitFor();
});

test("a campaign sends it to each of them once, and its report counts what became of it", async () => {
  await goTo("/campaigns/new");
  await page.getByLabel("Name").fill("Spring");
  await next();
  await page.getByRole("combobox", { name: "Tags" }).first().click();
  await page.getByRole("option", { name: "guests" }).click();
  await page.keyboard.press("Escape");
  await next();
  await page.getByText("Template", { exact: true }).click();
  await page.getByRole("combobox", { name: "Template" }).selectOption("spring_sale");
  await page.getByRole("combobox", { name: "Where its words come from" }).selectOption("Their first name");
  await page.getByRole("textbox", { name: "For who has none" }).fill("there");
  await next();
  await next();
  await page.getByLabel("Launch without a test").check();
  await page.getByRole("button", { name: "Launch to 4" }).click();
  await page.getByRole("heading", { name: "Spring", level: 1 }).waitFor();
  const [{ id }] = (await ask("/v1/campaigns"))["data"];
  await expect
    .poll(async () => (await ask(`/v1/campaigns/${id}/analytics`))["funnel"], { timeout: 15_000 })
    .toMatchObject({ audience: 4, eligible: 4, read: 3, failed: 1 });
  for (const figure of [/^Read.*\b3\b/, /^Failed.*\b1\b/])
    await page.getByRole("link", { name: figure }).waitFor();
  const copies = await countCopies(house.stack.simulatorUrl);
  for (const [phone, name] of Object.entries(guests).slice(0, 3)) {
    expect(copies.get(phone), phone).toBe(1);
    expect(JSON.stringify(await received(house.stack.simulatorUrl, phone))).toContain(
      `Hi ${name}, the *spring* sale has begun.`,
    );
  }
});

test("out, and in again to where one wanted to go", async () => {
  await goTo("/");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();

  await goTo("/messages?status=failed");
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.locator("input[autocomplete=current-password]").fill("not-the-right-one-at-all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("What to do").waitFor();
  await page.locator("input[autocomplete=current-password]").fill(ada.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/messages\?status=failed$/);
  // Those who could not be reached, of the campaign.
  await page.getByRole("row").filter({ hasText: "+14155550002" }).waitFor();
  expect(house.seen).toEqual({ executions: [], violations: [] });
});
