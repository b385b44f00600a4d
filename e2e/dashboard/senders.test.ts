// Senders and the sandbox's phone: a message is seen where people see it and answered there, a phone is linked by its
// code, and a number is named, protected and deleted.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { received } from "../simulated.ts";
import { ada, type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/");
}, 120_000);
afterAll(() => house?.close(), 60_000);

const ask = async (method: string, path: string, body?: unknown) =>
  (await house.stack.request(method, path, body)).body;
const person = "+14155550123";

test("somebody new sends themselves a message and sees it on the sandbox's phone", async () => {
  await page.getByRole("button", { name: "Write it" }).click();
  const form = page.getByRole("dialog", { name: "A message to one person" });
  await form.getByLabel("Text").fill("See you at *nine*");
  await form.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("dialog", { name: "Message", exact: true }).waitFor();
  await page.goto(`${house.stack.apiUrl}/`);
  await page.getByRole("button", { name: "Open the phone" }).click();
  const phone = page.getByRole("region", { name: /^The phone of/ });
  expect(await phone.locator("strong").textContent()).toBe("nine");
  const ledger = await received(house.stack.simulatorUrl, person.slice(1));
  expect(ledger.map((copy) => copy["text"]["body"])).toEqual(["See you at *nine*"]);
});

test("who answers there is heard, and who blocks is not reached", async () => {
  const phone = page.getByRole("region", { name: /^The phone of/ });
  await phone.getByLabel("Write as this person").fill("We are five");
  await phone.getByRole("button", { name: "Send" }).click();
  await phone.getByRole("listitem").filter({ hasText: "We are five" }).waitFor();
  await expect
    .poll(async () => JSON.stringify(await ask("GET", "/v1/messages/received")))
    .toContain("We are five");
  await phone.getByRole("button", { name: "Block" }).click();
  await phone.getByText("You blocked this business.").waitFor();
  const text = { to: person, type: "text", text: { body: "Hello?" } };
  const { id } = await ask("POST", "/v1/messages", text);
  await expect.poll(async () => (await ask("GET", `/v1/messages/${id}`))["status"]).toBe("failed");
  await phone.getByRole("button", { name: "Unblock" }).click();
  await phone.getByLabel("Write as this person").waitFor();
});

test("a number's page tells how much it sent lately, and that nothing waits", async () => {
  const [{ id }] = (await ask("GET", "/v1/senders")).data;
  // What became of the second one may have been told before its own answer was written down.
  const sent = async (): Promise<number> =>
    (await ask("GET", `/v1/senders/${id}/figures`)).sent.last_hour.counts.reduce(
      (all: number, each: number) => all + each,
      0,
    );
  await expect.poll(sent).toBe(2);
  expect((await ask("GET", `/v1/senders/${id}/figures`)).queue).toMatchObject({
    waiting: 0,
    oldest_at: null,
  });
  await page.goto(`${house.stack.apiUrl}/senders/${id}`);
  await page.getByText("Nothing waits for this number.").waitFor();
  const pace = page.getByRole("region", { name: "Pace" });
  await pace.getByRole("img", { name: /^By minute; the busiest had [12]$/ }).waitFor();
  expect(await pace.locator("strong").first().textContent()).toBe("2");
});

test("a phone is linked by the code on the page", async () => {
  await page.goto(`${house.stack.apiUrl}/senders?add=true`);
  const form = page.getByRole("dialog", { name: "A new sender" });
  await form.getByRole("radio", { name: /WhatsApp Web/ }).check();
  await form.getByLabel("Name").fill("Front desk");
  await form.getByRole("button", { name: "Add" }).click();
  // What the code says opens the account: it is shown to who proves themselves anew.
  const proof = page.getByRole("dialog").filter({ has: page.locator("input[type=password]") });
  await proof.locator("input[type=password]").fill(ada.password);
  await proof.locator("button[type=submit]").click();
  await page.getByRole("img", { name: "QR code to scan with the phone" }).waitFor();
  await page.getByLabel("Or let a simulated phone scan it").fill("+15557019123");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await page.getByText("Connected", { exact: true }).first().waitFor();
  await page.getByRole("region", { name: "Last events" }).getByText("Connected").first().waitFor();
  const { data } = await ask("GET", "/v1/senders");
  expect(data.find(({ name }: { name: string }) => name === "Front desk")).toMatchObject({
    address: "+15557019123",
    session: { state: "connected" },
  });
});

test("it is protected as one chooses, renamed, stopped and deleted by its name", async () => {
  await page.getByRole("button", { name: "Change" }).click();
  const form = page.getByRole("dialog", { name: "Protection" });
  await form.getByLabel("Preset").selectOption("cautious");
  await form.getByLabel("Messages a day").fill("40");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("For new numbers: few messages").waitFor();
  const desk = async () =>
    (await ask("GET", "/v1/senders")).data.find(
      ({ address }: { address: string }) => address === "+15557019123",
    );
  expect((await desk())["protection"]).toMatchObject({ preset: "cautious", daily_cap: 40 });
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Reception");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Reception" }).waitFor();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Stopped", { exact: true }).first().waitFor();
  expect((await desk())["session"]["state"]).toBe("stopped");
  await page.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: "Delete" });
  await question.getByRole("textbox").fill("Reception");
  await question.getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(/\/senders$/);
  expect(await desk()).toBeUndefined();
});

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
