// Senders and the sandbox's phone: a message is seen where people see it and answered there, numbers are connected over
// each road, and one is named, protected and deleted.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { received, simulate } from "../simulated.ts";
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

const fieldOf = (form: Locator, name: string) => form.getByRole("textbox", { name });
const adding = () => page.getByRole("dialog", { name: "A new sender" });

async function add(road: RegExp, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(`${house.stack.apiUrl}/senders?add=true`);
  await adding().getByRole("radio", { name: road }).check();
  for (const [name, value] of Object.entries(fields)) await fieldOf(adding(), name).fill(value);
  await adding().getByRole("button", { name: "Add" }).click();
}

test("a number at 360dialog is connected: the line that is shown tells it where to report", async () => {
  const { dialog360, phone_number_id: first } = await simulate(house.stack.simulatorUrl, "config");
  const { data } = await simulate(house.stack.simulatorUrl, "numbers", "POST", { count: 1 });
  const { phone_number_id: id, display_phone_number: number } = data[0];
  const key = dialog360.api_key.replace(first, id);
  const server = { "Address of the simulator": dialog360.url };
  await add(/^360dialog/, { Name: "Hotline", ...server, "Phone number ID": id, "API key": "not-the-key" });
  await adding().getByText("/config/display_phone_number").waitFor();
  await fieldOf(adding(), "The number itself").fill(number);
  await adding().getByRole("button", { name: "Add" }).click();
  const told = page.getByRole("dialog", { name: "Tell 360dialog where to report" });
  const line = (await told.getByLabel("The same as a line for a terminal").textContent()) ?? "";
  await promisify(execFile)("sh", ["-c", line], { env: { ...process.env, D360_API_KEY: key } });
  await told.getByRole("button", { name: "It is told" }).click();

  // A wrong key shows with the first message, and can be put right.
  const setup = page.getByRole("region", { name: "Setup, step by step" });
  await setup.getByLabel("Test message to").fill("+1 415 555 0181");
  await setup.getByRole("button", { name: "Send a test message" }).click();
  await setup.getByRole("listitem").filter({ hasText: "The last message was refused." }).waitFor();
  await page.getByRole("button", { name: "Credentials" }).click();
  const form = page.getByRole("dialog", { name: "Credentials" });
  await fieldOf(form, "API key").fill(key);
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await setup.getByLabel("Test message to").fill("+1 415 555 0182");
  await setup.getByRole("button", { name: "Send a test message" }).click();
  await setup.getByText("Reports come in.").waitFor();
  await setup.getByText("A message was taken under it.").waitFor();
  await expect
    .poll(() => received(house.stack.simulatorUrl, "14155550182"))
    .toMatchObject([{ text: { body: "A test message from Waypost." } }]);
}, 40_000);

test("a phone behind WAHA is linked from here, by the code that WAHA shows", async () => {
  const { waha } = await simulate(house.stack.simulatorUrl, "config");
  await add(/^WAHA/, { Name: "Back desk", "Address of WAHA": waha.url, "API key": waha.api_key });
  await page.getByRole("img", { name: "QR code to scan with the phone" }).waitFor();
  await page.getByLabel("Or let a simulated phone scan it").fill("+15557019124");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await page.getByText("Connected", { exact: true }).first().waitFor();
  const { data } = await ask("GET", "/v1/senders");
  expect(data.at(-1)).toMatchObject({ transport: "waha", address: "+15557019124" });
}, 40_000);

test("who signs up at Meta comes back with the numbers that were shared", async () => {
  await page.goto(`${house.stack.apiUrl}/senders?add=true`);
  await adding()
    .getByRole("radio", { name: /^Meta’s signup/ })
    .check();
  await adding().getByRole("button", { name: "Go to Meta" }).click();
  await page.getByRole("heading", { name: "Numbers from Meta" }).waitFor();
  await page.getByText("It was there already, and has new credentials.").waitFor();
  // The hotline's, which is connected over another road.
  await page.getByText("Another sender of this tenant has").waitFor();
  await page.getByRole("region", { name: "Taken over" }).getByRole("link").first().click();
  await page.getByRole("region", { name: "Setup, step by step" }).getByText("Subscription").waitFor();
  const [first] = (await ask("GET", "/v1/senders")).data;
  const { steps } = await ask("GET", `/v1/senders/${first.id}/onboarding`);
  expect(steps[0]).toMatchObject({ step: "token", state: "done" });
  // The answer to a question of somebody else's connects nothing.
  await page.goto(`${house.stack.apiUrl}/senders/signed-up?code=theirs&state=theirs`);
  await page.getByText("was not asked for in this window").waitFor();
}, 40_000);

test("with a real number one is led to Meta's own dialog, and back when it is left", async () => {
  let asked = new URL("about:blank");
  await page.route("https://www.facebook.com/**", (route) => {
    asked = new URL(route.request().url());
    return route.fulfill({ contentType: "text/html", body: "<h1>Meta</h1>" });
  });
  await page.getByText("Live", { exact: true }).click();
  await page.goto(`${house.stack.apiUrl}/senders?add=true`);
  await adding()
    .getByRole("radio", { name: /^Meta’s signup/ })
    .check();
  for (const [name, value] of Object.entries({
    "App ID": "1234",
    "Configuration ID": "5678",
    "App secret": "s",
  }))
    await fieldOf(adding(), name).fill(value);
  await adding().getByRole("button", { name: "Go to Meta" }).click();
  await page.getByRole("heading", { name: "Meta", exact: true }).waitFor();
  const back = asked.searchParams.get("redirect_uri") ?? "";
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({ client_id: "1234", config_id: "5678" });
  await page.goto(`${back}?error=access_denied&state=${asked.searchParams.get("state") ?? ""}`);
  await page.getByText("Nothing was taken over.").waitFor();
  // The app is kept for the next time; its secret is nowhere to be read.
  await page.goto(`${house.stack.apiUrl}/senders?add=true`);
  await adding()
    .getByRole("radio", { name: /^Meta’s signup/ })
    .check();
  await adding().getByText("App 1234 is kept").waitFor();
}, 40_000);

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
