// The settings of a workspace: a role of its own is made and given, something is kept by law, an alert is wanted and a
// brand is set. What counts is what the API says afterwards.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ada, type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/settings/roles");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const goTo = (path: string) => page.goto(house.stack.apiUrl + path);
const read = async (path: string) => (await page.request.get(house.stack.apiUrl + path)).json();

test("a role of one's own begins as another, is offered to who is invited, and can be had back", async () => {
  await page.getByRole("button", { name: "New role" }).click();
  const form = page.getByRole("dialog", { name: "New role" });
  await form.getByLabel("Name").fill("Night shift");
  await form.getByLabel("Begin with what another role may do").selectOption("agent");
  await form.getByRole("group", { name: "Contacts" }).getByLabel("Change").uncheck();
  await form.getByRole("button", { name: "Make the role" }).click();
  const proof = page.getByRole("dialog", { name: "Is it you?" });
  await proof.getByRole("textbox", { name: "Your password" }).fill(ada.password);
  await proof.getByRole("button", { name: "Go on" }).click();
  const own = page.getByRole("region", { name: "Roles of your own" });
  await own.getByRole("heading", { name: "Night shift" }).waitFor();
  const ownRoles = async () =>
    (await read("/v1/roles")).data.filter((role: { built_in: boolean }) => !role.built_in);
  const [role] = await ownRoles();
  expect(role.scopes).toContain("contacts:read");
  expect(role.scopes).not.toContain("contacts:write");

  await goTo("/settings/people");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("Role").getByRole("option", { name: "Night shift" }).waitFor({ state: "attached" });
  await goTo("/settings/roles");
  await own.getByRole("button", { name: "Delete" }).click();
  await page.getByText("The role Night shift is deleted.").waitFor();
  expect(await ownRoles()).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await own.getByRole("heading", { name: "Night shift" }).waitFor();
  expect(await ownRoles()).toMatchObject([{ name: "Night shift", scopes: role.scopes }]);
}, 40_000);

test("a hold is placed on a number, and lifted by whoever types it", async () => {
  await goTo("/settings/holds");
  await page.getByRole("button", { name: "Place a hold" }).click();
  const form = page.getByRole("dialog", { name: "Place a hold" });
  await form.getByLabel("Number").fill("+1 415 555 0123");
  await form.getByLabel("Reason").fill("Rao v. Acme");
  await form.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("row").filter({ hasText: "+14155550123" }).click();
  const drawer = page.getByRole("dialog", { name: "Legal hold" });
  await drawer.getByText("Ada").waitFor();
  await drawer.getByRole("button", { name: "Lift the hold" }).click();
  const question = page.getByRole("dialog", { name: "Lift this hold?" });
  await question.getByRole("textbox").fill("+14155550123");
  await question.getByRole("button", { name: "Lift the hold" }).click();
  await page.getByText("The hold is lifted.").waitFor();
  expect((await read("/v1/legal-holds")).data).toMatchObject([{ lifted_at: expect.any(String) }]);
}, 40_000);

test("alerts are wanted by amount and by share", async () => {
  await goTo("/settings/alerts");
  await page.getByRole("button", { name: "Add an alert" }).click();
  await page.getByRole("button", { name: "Add an alert" }).click();
  await page.getByLabel("What is reached").first().selectOption("amount");
  await page.getByLabel("Amount").fill("250.5");
  await page.getByLabel("Currency").selectOption("USD");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It is saved.").waitFor();
  expect((await read("/v1/usage/alerts")).rules).toEqual([
    { kind: "amount_per_month", currency: "USD", amount_micros: 250_500_000 },
    { kind: "percent_of_plan", cap: "messages_per_month", percent: 80 },
  ]);
}, 40_000);

test("a brand has a name and a colour", async () => {
  await goTo("/settings/workspace");
  const brand = page.getByRole("region", { name: "Brand" });
  await brand.getByLabel("Name that people know").fill("Asha & Sons");
  await brand.getByLabel("Colour", { exact: true }).fill("#0F7361");
  await brand.getByRole("button", { name: "Save" }).click();
  await page.getByText("It is saved.").waitFor();
  expect((await read("/v1/tenant")).brand).toMatchObject({ name: "Asha & Sons", color: "#0f7361" });
}, 40_000);

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
