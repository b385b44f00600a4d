// A campaign from its first step to its report: written, reckoned through, launched, followed, and copied.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countCopies } from "../simulated.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  await makeAudience();
  page = await house.open("/campaigns");
}, 120_000);
afterAll(() => house?.close(), 60_000);

/** The last one fails in the sandbox. */
const people = ["+14155551101", "+14155551102", "+14155551103", "+14155550002"];

const walkIns = "phone,name\n+14155551201,Lena\n+14155551202,Omar\n";

const ask = async (method: string, path: string, body?: unknown) =>
  (await house.stack.request(method, path, body)).body;

async function makeAudience(): Promise<void> {
  const { id } = await ask("POST", "/v1/lists", { name: "Spring list" });
  const contacts = await Promise.all(
    people.map(async (phone) => (await ask("POST", "/v1/contacts", { phone, name: "Asha Rao" }))["id"]),
  );
  await ask("POST", `/v1/lists/${id}/members`, { add: contacts });
  await ask("POST", "/v1/suppressions", { phone: people[1], reason: "Asked on the phone" });
}

const next = () => page.getByRole("button", { name: "Next", exact: true }).click();
const oneCampaign = async () => (await ask("GET", "/v1/campaigns"))["data"][0];

test("it is made step by step, and reckoned through with the people it is for", async () => {
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await next();
  await page.getByText("Give it a name in the first step.").waitFor();
  await page.getByLabel("Name").fill("Spring");
  await next();
  await page.getByRole("combobox", { name: "Lists" }).first().click();
  await page.getByRole("option", { name: "Spring list" }).click();
  await next();
  await page.getByRole("textbox", { name: "Text" }).fill("The *spring* sale has begun");
  await page.getByRole("region", { name: "How it looks on a phone" }).getByText("spring").waitFor();
  await next();
  await next();
  await page.getByRole("button", { name: "Launch to 3" }).waitFor();
  await page.getByText("Opted out").waitFor();
  const draft = await oneCampaign();
  expect(draft).toMatchObject({ name: "Spring", status: "draft", message: { text: { body: /spring/ } } });
  expect(page.url()).toContain(draft.id);
});

test("who is launched to gets it once, and every figure leads to its people", async () => {
  await page.getByLabel("Launch without a test").check();
  await page.getByRole("button", { name: "Launch to 3" }).click();
  await page.getByRole("heading", { name: "Spring", level: 1 }).waitFor();
  await expect.poll(async () => (await oneCampaign()).status, { timeout: 15_000 }).toBe("finished");
  const { id } = await oneCampaign();
  const copies = await countCopies(house.stack.simulatorUrl);
  expect([...copies.values()].every((count) => count === 1)).toBe(true);
  // What has left may fail on the way.
  await expect
    .poll(async () => (await ask("GET", `/v1/campaigns/${id}/analytics`))["funnel"])
    .toMatchObject({ audience: 4, eligible: 3, failed: 1, skipped: 1 });
  await page.getByRole("link", { name: /^Failed/ }).click();
  await page
    .getByRole("row")
    .filter({ hasText: people[3] ?? "" })
    .waitFor();
  expect(page.url()).toContain("status=failed");
});

test("a copy is a draft that says the same", async () => {
  await page.getByRole("link", { name: "Campaign", exact: true }).click();
  await page.getByRole("button", { name: "Duplicate" }).click();
  await expect.poll(() => page.getByLabel("Name").inputValue()).toBe("Spring (copy)");
  const copy = await oneCampaign();
  expect(copy).toMatchObject({ status: "draft", name: "Spring (copy)" });
  expect(copy.audience).toMatchObject({ list: expect.anything() });
});

test("people of no list come as a file, and two numbers share them as one says", async () => {
  await ask("POST", "/v1/senders", { name: "Second desk", transport: "sandbox" });
  await page.goto(`${house.stack.apiUrl}/campaigns/new`);
  await page.getByLabel("Name").fill("Walk-ins");
  for (const { name } of (await ask("GET", "/v1/senders"))["data"]) {
    await page.getByRole("combobox", { name: "Numbers" }).first().click();
    await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
    await page.keyboard.press("Escape");
  }
  await page
    .getByRole("group", { name: "How the people are dealt out" })
    .getByRole("textbox")
    .last()
    .fill("3");
  await next();
  const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(walkIns) };
  await page.locator("input[type=file]").setInputFiles(file);
  await expect.poll(() => page.getByLabel("People who are on no list").inputValue()).toBe(walkIns);
  await next();
  await page.getByRole("textbox", { name: "Text" }).fill("See you soon");
  await next();
  await next();
  await page.getByText("The file is read").waitFor();
  await page.getByRole("button", { name: "Launch to 2" }).waitFor();
  // Gone through once more, it is the same file and the same list.
  await page.getByRole("button", { name: "Schedule" }).click();
  await next();
  await page.getByRole("button", { name: "Launch to 2" }).waitFor();
  const draft = await oneCampaign();
  expect(draft).toMatchObject({ name: "Walk-ins", from: [{ weight: 1 }, { weight: 3 }] });
  expect(draft.audience.list).toHaveLength(1);
  expect((await ask("GET", "/v1/contacts/import"))["data"]).toMatchObject([{ id: draft.import, created: 2 }]);
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
