// A template from its first word to what is sent: written beside a phone, judged while it is written, and submitted.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { received } from "../simulated.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/templates");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const ask = async (method: string, path: string, body?: unknown) =>
  (await house.stack.request(method, path, body)).body;
/** A picture of one dot. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);
const phone = () => page.getByRole("region", { name: "How it looks on a phone" });

test("it is judged while it is written, and shown with its samples", async () => {
  await page.getByRole("link", { name: "New template" }).first().click();
  await page.getByLabel("Name").fill("order shipped");
  await page.getByRole("textbox", { name: "Body" }).fill("Hi {{name, see you");
  await page.getByText("To be mended").waitFor();
  await page
    .getByRole("textbox", { name: "Body" })
    .fill("Hi {{name}}, your order *{{order}}* is on its way.");
  await page.getByLabel("Sample for name").fill("Asha");
  await page.getByLabel("In place of a missing name").fill("there");
  await page.getByLabel("Sample for order").fill("A-1042");
  await page.getByText("To be mended").waitFor({ state: "hidden" });
  await phone().getByText("A-1042").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "order_shipped · en" }).waitFor();
});

test("what is submitted can be sent", async () => {
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("Approved").waitFor();
  const to = "+14155551301";
  const template = { name: "order_shipped", language: "en", variables: { order: "A-7" } };
  await ask("POST", "/v1/messages", { to, type: "template", template });
  await expect.poll(() => received(house.stack.simulatorUrl, to)).toHaveLength(1);
  const [message] = await received(house.stack.simulatorUrl, to);
  expect(JSON.stringify(message)).toContain("Hi there, your order *A-7* is on its way.");
});

test("another language begins with the words of the first", async () => {
  await page.getByRole("link", { name: "Add a language" }).click();
  await page.getByLabel("Language").fill("ar");
  await page.getByRole("textbox", { name: "Body" }).fill("مرحبا {{name}}، طلبك {{order}} في الطريق.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "order_shipped · ar" }).waitFor();
  await page.goto(`${house.stack.apiUrl}/templates`);
  await page.getByRole("link", { name: "ar", exact: true }).waitFor();
  const { data } = await ask("GET", "/v1/templates?name=order_shipped");
  expect(data.map(({ language }: { language: string }) => language).toSorted()).toEqual(["ar", "en"]);
});

test("a picture stands above the words", async () => {
  await page.goto(`${house.stack.apiUrl}/templates/new`);
  await page.getByLabel("Name").fill("open day");
  await page.getByRole("textbox", { name: "Body" }).fill("We are open on Sunday.");
  await page.getByLabel("Above the words").selectOption("A picture");
  await page.locator("input[type=file]").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: dot });
  await phone().locator("img").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "open_day · en" }).waitFor();
  const { data } = await ask("GET", "/v1/templates?name=open_day");
  expect(data[0].components[0]).toMatchObject({
    type: "HEADER",
    format: "IMAGE",
    id: expect.stringMatching(/^med_/),
  });
});

test("a ready-made template is found and taken over", async () => {
  await page.goto(`${house.stack.apiUrl}/templates`);
  await page.getByRole("link", { name: "Ready-made templates" }).click();
  await page.getByRole("searchbox").fill("payment");
  await page.waitForURL(/q=payment/);
  await page.getByRole("listitem").filter({ hasText: "payment_due_sim" }).getByRole("button").click();
  const form = page.getByRole("dialog", { name: "Take it over" });
  await form.getByLabel("Name").fill("payment due");
  const [link, call] = [form.getByRole("textbox").nth(1), form.getByRole("textbox").nth(2)];
  await link.fill("https://example.com/pay");
  await call.fill("+14155550100");
  await form.getByRole("button", { name: "Take it over" }).click();
  await page.getByText("It is taken over").waitFor();
  await expect
    .poll(async () => (await ask("GET", "/v1/templates?name=payment_due"))["data"], { timeout: 15_000 })
    .toMatchObject([{ kind: "cloud_api", status: "APPROVED" }]);
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
