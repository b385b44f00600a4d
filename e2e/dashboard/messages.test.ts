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

test("the keyboard goes to pages and shows what it can do", async () => {
  await page.getByRole("heading", { name: "Messages" }).click();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor({ state: "hidden" });
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.getByRole("heading", { name: "Welcome, Ada" }).waitFor();
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
