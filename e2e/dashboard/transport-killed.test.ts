// The process that sends is killed, again and again: the dashboard says so and that it is over, what waited arrives
// once, and the figures count it.
import { overviewStages } from "@waypost/contract";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIn } from "../outcome.ts";
import { countCopies } from "../simulated.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  page = await house.open("/messages");
  await page.getByRole("heading", { level: 1 }).waitFor();
}, 120_000);
afterAll(() => house?.close(), 60_000);

const waited = "+14155551299";
const under = Array.from({ length: 20 }, (_, place) => `+141555512${String(place).padStart(2, "0")}`);

async function send(to: string): Promise<string> {
  const message = { to, type: "text", text: { body: "Your table is ready" } };
  const { status, body } = await house.stack.request("POST", "/v1/messages", message);
  expect(status).toBe(202);
  return body["id"];
}

/** The supervisor's next one as well: a process that is gone for a moment only is nobody's trouble. */
function killTransport(): void {
  for (const pid of house.stack.processes().transport) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went before.
    }
  }
}

test("it is seen, it is over, and each message is there once at most", async () => {
  const banner = page.getByRole("status").filter({ hasText: "Nothing is sent at the moment" });
  const ids = await Promise.all(under.map(send));
  killTransport();
  const kept = await send(waited);
  const isSeen = (): Promise<boolean> => {
    killTransport();
    return banner.isVisible();
  };
  await expect.poll(isSeen, { timeout: 20_000, interval: 100 }).toBe(true);
  const { body } = await house.stack.request("GET", `/v1/messages/${kept}`);
  expect(body["status"]).toBe("queued");

  await banner.waitFor({ state: "hidden", timeout: 20_000 });
  await page.getByText("Waypost sends again").waitFor();
  await messageIn(house.stack, kept, "read");
  const copies = await countCopies(house.stack.simulatorUrl);
  expect(copies.get(waited)).toBe(1);
  for (const id of ids) {
    const message = (await house.stack.request("GET", `/v1/messages/${id}`)).body;
    expect(copies.get(message["to"]) ?? 0, JSON.stringify(message["timeline"])).toBeLessThanOrEqual(1);
  }
}, 60_000);

const atRest = ["read", "unknown", "failed"];

async function countMoving(): Promise<number> {
  const { data } = (await house.stack.request("GET", "/v1/messages?limit=100")).body;
  expect(data).toHaveLength(under.length + 1);
  return data.filter(({ status }: { status: string }) => !atRest.includes(status)).length;
}

test("the figures are those of the API, on the page and in its file", async () => {
  await expect.poll(countMoving, { timeout: 30_000 }).toBe(0);
  const { total } = (await house.stack.request("GET", "/v1/analytics")).body;
  await page.goto(`${house.stack.apiUrl}/analytics?days=7`);
  const tile = page.getByRole("list", { name: "Figures" }).getByRole("listitem").filter({ hasText: /^Read/ });
  await tile.getByText(String(total.read), { exact: true }).waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV: Country" }).click();
  const row = ["US", "United States and others with +1", ...overviewStages.map((stage) => total[stage])];
  expect(await readFile(await (await saved).path(), "utf8")).toContain(`\r\n${row.join(",")}\r\n`);
  expect(house.seen).toEqual({ executions: [], violations: [] });
}, 60_000);
