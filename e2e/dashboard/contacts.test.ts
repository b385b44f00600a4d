// People: added, imported from a file with a trial first, found by a segment, opted out; an import that is undone.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/contacts");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const ask = async (path: string) => (await house.stack.request("GET", path)).body;
const row = (text: string) => page.getByRole("row").filter({ hasText: text });

test("somebody is added, and put down as opted out", async () => {
  await page.getByRole("button", { name: "Add a contact" }).click();
  const form = page.getByRole("dialog", { name: "Add a contact" });
  await form.getByLabel("Number").fill("+1 415 555 0901");
  await form.getByLabel("Name").fill("Nina");
  await form.getByLabel("Tags").fill("vip, new");
  await form.getByLabel("Attributes").fill("city: Pune\nspent: 12.5");
  await form.getByRole("button", { name: "Save" }).click();
  await row("Nina").click();
  const drawer = page.getByRole("dialog", { name: "Contact", exact: true });
  await drawer.getByRole("button", { name: "Opt out" }).click();
  await drawer.getByText("Refused").waitFor();
  await drawer.getByRole("button", { name: "They agreed again" }).waitFor();
  const { data } = await ask("/v1/contacts");
  expect(data).toMatchObject([
    {
      name: "Nina",
      tags: ["new", "vip"],
      attributes: { city: "Pune", spent: 12.5 },
      suppressed: ["marketing"],
    },
  ]);
  await page.keyboard.press("Escape");
});

const file = {
  name: "people.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    "Mobile,Full name,Town\n+14155550951,Omar,Delhi\n+14155550952,Lena,Pune\nnobody,Paul,Pune\n",
  ),
};

test("a file is tried first, then brought in, and its refused rows are told", async () => {
  await page.getByRole("link", { name: "Import" }).first().click();
  await page.getByLabel("Choose a file").first().setInputFiles(file);
  await page.getByLabel("What Town is").selectOption({ label: "Attribute Town" });
  await page.getByLabel("A number twice in the file").selectOption({ label: "Its rows are put together" });
  await page.getByLabel("They agreed to be written to").check();
  expect(await page.getByRole("button", { name: "Try without effect" }).isDisabled()).toBe(true);
  await page.getByLabel("Where they agreed").fill("Sign-up form");
  await page.getByLabel("What they agreed to").fill("Write to me about offers");
  await page.getByLabel("Where that can be looked up").fill("Form 12");
  await page.getByRole("button", { name: "Try without effect" }).click();
  await page.getByText("Nothing was changed: this is what the import would do.").waitFor();
  expect((await ask("/v1/contacts"))["data"]).toHaveLength(1);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect.poll(async () => (await ask("/v1/contacts"))["data"].length).toBe(3);
  await expect
    .poll(async () => (await ask("/v1/contacts/import"))["data"][0])
    .toMatchObject({
      mode: "commit",
      state: "done",
      created: 2,
      rejected: 1,
      consents: 2,
    });
  await page.getByRole("button", { name: "Download refused rows" }).waitFor();
});

test("a segment shows whom it finds while it is built", async () => {
  await page.getByRole("link", { name: "Segments" }).click();
  await page.getByRole("link", { name: "New segment" }).click();
  await page.getByLabel("Name").fill("Of Pune");
  await page.getByLabel("Condition").selectOption({ label: "Attribute is" });
  await page.getByLabel("Attribute", { exact: true }).fill("Town");
  await page.getByLabel("Value").fill("Pune");
  await page.getByText("Lena").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Of Pune" }).waitFor();
  expect((await ask("/v1/segments"))["data"][0]).toMatchObject({
    name: "Of Pune",
    rule: { kind: "all", of: [{ kind: "attribute", name: "Town", text: { is: "Pune" } }] },
  });
});

test("who opted out elsewhere is written to no more", async () => {
  await page.getByRole("link", { name: "Import", exact: true }).click();
  const left = { ...file, name: "left.csv", buffer: Buffer.from("Number\n+14155550952\n+14155550999\n") };
  await page.getByLabel("Choose a file").first().setInputFiles(left);
  await page.getByText("People who opted out").click();
  await page.getByLabel("Why").fill("Left the old list");
  await page.getByRole("button", { name: "Write to none of them" }).click();
  await expect
    .poll(async () => (await ask("/v1/suppressions"))["data"])
    .toEqual(
      expect.arrayContaining(
        ["+14155550952", "+14155550999"].map((phone) =>
          expect.objectContaining({ phone, purpose: "marketing", reason: "Left the old list" }),
        ),
      ),
    );
});

test("an import is undone", async () => {
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.getByRole("link", { name: "people.csv" }).first().click();
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect.poll(async () => (await ask("/v1/contacts"))["data"].length).toBe(1);
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
