// Running things: what died is sent again or given up, a program gets a key, an address is told what happens, and a
// colleague is invited. What counts is what the product itself says afterwards.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ada, type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
const told: string[] = [];
const receiver = createServer((request, response) => {
  request.resume().on("end", () => {
    told.push(String(request.headers["webhook-id"]));
    response.writeHead(204).end();
  });
});

beforeAll(async () => {
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  house = await openHouse({ WAYPOST_PRIVATE_NETWORKS: "127.0.0.0/8" });
  page = await house.open("/dead-letters");
}, 120_000);
afterAll(async () => {
  await house?.close();
  receiver.close();
}, 60_000);

const ask = (method: string, path: string, body?: unknown) => house.stack.request(method, path, body);
const goTo = (path: string) => page.goto(house.stack.apiUrl + path);
const deadLetters = async (): Promise<string[]> =>
  (await ask("GET", "/v1/dead-letters")).body["data"].map(({ id }: { id: string }) => id);

test("a dead letter says why, is sent again, and is given up", async () => {
  await page.getByRole("heading", { name: "No dead letters" }).waitFor();
  for (const reference of ["first", "second"]) {
    const text = { body: reference };
    await ask("POST", "/v1/messages", {
      to: "+14155550002",
      type: "text",
      text,
      client_reference: reference,
    });
  }
  await expect.poll(() => page.getByRole("row").count()).toBe(3);
  const reasons = (await ask("GET", "/v1/dead-letters/reasons")).body;
  expect(reasons).toMatchObject({ counted: 2, is_more: false, data: [{ count: 2 }] });
  const choices = page.getByRole("group", { name: "By reason" });
  await choices.getByRole("button", { name: `${reasons["data"][0].title} 2` }).waitFor();
  const [newest = ""] = await deadLetters();
  await page.getByRole("row").nth(1).click();
  const drawer = page.getByRole("dialog", { name: "Dead letter" });
  await drawer.getByText("Who can put it right").waitFor();
  await drawer.getByRole("button", { name: "Send again" }).click();
  await page.getByText("It is sent again.").waitFor();
  const attempts = async () => (await ask("GET", `/v1/messages/${newest}`)).body["attempts"];
  await expect.poll(attempts).toBeGreaterThan(1);
  await expect.poll(async () => (await deadLetters()).length).toBe(2);
  await expect.poll(() => page.getByRole("row").count()).toBe(3);

  await page.getByLabel("All that are shown").check();
  await page.getByRole("button", { name: "Give up: 2" }).click();
  const question = page.getByRole("dialog", { name: "Give up for good?" });
  await question.getByLabel("Type 2 to confirm").fill("2");
  await question.getByRole("button", { name: "Give up: 2" }).click();
  await page.getByText("Given up: 2", { exact: true }).waitFor();
  expect(await deadLetters()).toEqual([]);
}, 40_000);

test("a key is shown once with a line that works, and ends when it is revoked", async () => {
  await goTo("/developers");
  await page.getByRole("button", { name: "New API key" }).click();
  const form = page.getByRole("dialog", { name: "New API key" });
  await form.getByLabel("Name").fill("shop");
  await form.getByRole("button", { name: "Make the key" }).click();
  // Who has opened the house by a link has not proved yet who they are.
  const proof = page.getByRole("dialog", { name: "Is it you?" });
  await proof.getByRole("textbox", { name: "Your password" }).fill(ada.password);
  await proof.getByRole("button", { name: "Go on" }).click();
  const shown = page.getByRole("dialog", { name: "Your new key" });
  const line = (await shown.getByLabel("A first call").textContent()) ?? "";
  const key = /Bearer (\S+)"/.exec(line)?.[1] ?? "";
  const status = async () =>
    (await fetch(`${house.stack.apiUrl}/v1/messages`, { headers: { authorization: `Bearer ${key}` } }))
      .status;
  expect(await status()).toBe(200);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("row").filter({ hasText: "shop" }).click();
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Revoke this key?" });
  await question.getByRole("textbox").fill("shop");
  await question.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("The key is revoked.").waitFor();
  await expect.poll(status, { timeout: 10_000 }).toBe(401);
}, 40_000);

test("an address is told of a test, and its answer is on the page", async () => {
  await goTo("/developers/webhooks");
  await page.getByRole("button", { name: "New endpoint" }).click();
  const form = page.getByRole("dialog", { name: "New endpoint" });
  const { port } = receiver.address() as AddressInfo;
  await form.getByLabel("Address").fill(`http://127.0.0.1:${String(port)}/in`);
  await form.getByRole("button", { name: "Make the endpoint" }).click();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("link", { name: `127.0.0.1:${String(port)}` }).click();
  await page.getByRole("button", { name: "Send a test event" }).click();
  const drawer = page.getByRole("dialog", { name: "Delivery" });
  await drawer.getByRole("cell", { name: "204" }).waitFor();
  expect(told).toHaveLength(1);
  const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
  expect((await ask("GET", `/v1/webhook-endpoints/${id}/figures`)).body).toMatchObject({
    delivered: 1,
    attempts: 1,
  });
  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "Last 24 hours" }).getByText("Answered within").waitFor();
}, 40_000);

test("a colleague is invited by a link, and the audit log knows by whom", async () => {
  await goTo("/settings/people");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const form = page.getByRole("dialog", { name: "Invite somebody" });
  await form.getByLabel("E-mail address").fill("bo@example.com");
  await form.getByLabel("Role").selectOption("developer");
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("button", { name: "I have passed it on" }).click();
  await page.getByRole("table", { name: "Open invitations" }).getByText("bo@example.com").waitFor();
  const { data } = await (await page.request.get(`${house.stack.apiUrl}/v1/invitations`)).json();
  expect(data).toMatchObject([{ email: "bo@example.com", role: "developer" }]);
  await goTo("/settings/audit");
  await page.getByRole("row").filter({ hasText: "Ada" }).filter({ hasText: "invitation" }).first().waitFor();
  await ask("PUT", "/v1/routing", { version: 0, rules: [], health_floor: 40 });
  await goTo("/settings/audit?action=routing.updated");
  await page.getByRole("row").filter({ hasText: "routing.updated" }).click();
  const entry = page.getByRole("dialog", { name: "routing.updated" });
  await entry.getByRole("row", { name: "health_floor — 40" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Check the chain" }).click();
  await page.getByText("Nothing was changed").waitFor();
}, 40_000);

test("the platform's page tells which processes work, and that nothing is without an owner", async () => {
  await goTo("/platform");
  const processes = page.getByRole("table", { name: "Processes" });
  for (const role of ["Control", "Transport"])
    await processes.getByRole("row").filter({ hasText: role }).filter({ hasText: "Works" }).first().waitFor();
  await page.getByText("64 of 64").waitFor();
  expect(await page.getByText("Shards without an owner").count()).toBe(0);
}, 40_000);

test("events come in by themselves, and an error is found by its words", async () => {
  await goTo("/developers/events");
  await page.getByText("Nothing has happened yet").waitFor();
  // The stream tells what happens from when it stands, which no page shows: something happens until it does.
  const sending = setInterval(
    () => void ask("POST", "/v1/messages", { to: "+14155551000", type: "text", text: { body: "Hi" } }),
    500,
  );
  const heard = page.getByRole("row").filter({ hasText: "message.queued" }).first();
  await heard.waitFor().finally(() => clearInterval(sending));
  await goTo("/developers/errors?q=second+proof");
  await page.getByText("second_proof_required").waitFor();
}, 40_000);

test("nothing ran that should not, and no policy had to stop anything", () =>
  expect(house.seen).toEqual({ executions: [], violations: [] }));
