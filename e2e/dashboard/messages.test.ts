// The log of messages: live, narrowed by the address, searched, one message with its history, and the keyboard.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/messages");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const send = async (to: string, reference: string): Promise<string> => {
  const body = { to, type: "text", text: { body: `About *${reference}*` }, client_reference: reference };
  return (await house.stack.request("POST", "/v1/messages", body)).body["id"];
};
const row = (text: string) => page.getByRole("row").filter({ hasText: text });

test("what is sent elsewhere appears by itself, and its status follows", async () => {
  await page.getByText("No messages yet").waitFor();
  await send("+14155551000", "order-1");
  await row("order-1").getByText("Read").waitFor();
});

test("a search knows what it is given, and is in the address", async () => {
  const failed = await send("+14155550002", "order-2");
  await row("order-2").getByText("Failed").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("+1 415 555 0002");
  await page.waitForURL(/recipient=/);
  await expect.poll(() => row("order-1").count()).toBe(0);
  await row("order-2").click();
  const drawer = page.getByRole("dialog", { name: "Message", exact: true });
  // In the error dictionary's words.
  await drawer.getByText("Who can put it right").waitFor();
  expect(page.url()).toContain(failed);
  await drawer.getByRole("button", { name: "Send again" }).click();
  await page.getByText("It is sent again.").waitFor();
  await page.reload();
  await drawer.getByText("Accepted", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await row("order-1").waitFor();
});

test.each([
  ["ar", "لا يمكن تسليم الرسالة إلى هذا الشخص"],
  ["hi", "संदेश इस व्यक्ति तक नहीं पहुँच सकता"],
])("in %s an error is explained, and called by the same code", async (language, title) => {
  const { body } = await house.stack.request("GET", "/v1/messages?client_reference=order-2");
  const theirs = await house.open(`/messages?message=${body["data"][0].id}`, { language });
  const card = theirs.getByRole("dialog").getByRole("alert");
  await card.getByText(title, { exact: true }).waitFor();
  await card.getByRole("code").getByText("recipient_undeliverable").waitFor();
  expect(await card.locator("dl [lang=en]").count()).toBe(0);
  await theirs.context().close();
});

test("the keyboard goes to pages and shows what it can do", async () => {
  await page.getByRole("heading", { name: "Messages" }).click();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  await sheet.waitFor();
  // What the menu leads to, besides the search and the sheet itself.
  expect(await sheet.locator("dt").count()).toBe((await page.locator("nav a").count()) + 2);
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
