// Takes pictures of every page of the dashboard, in the product itself with somebody in it: `npm run screenshots`.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Page, Request } from "playwright-core";
import { type House, type Look, openHouse } from "../e2e/dashboard/house.ts";
import type { Json } from "../e2e/stack.ts";

const place = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

const looks: Readonly<Record<string, Look>> = {
  light: {},
  dark: { colorScheme: "dark" },
  arabic: { language: "ar" },
  phone: { viewport: { width: 390, height: 844 } },
};

/** Every page that has an address of its own without somebody's id. */
const still: readonly Place[] = [
  "",
  "senders",
  "sandbox",
  "messages",
  "dead-letters",
  "campaigns",
  "campaigns/new",
  "analytics",
  "contacts",
  "contacts/lists",
  "contacts/segments",
  "contacts/import",
  "templates",
  "templates/library",
  "templates/new",
  "developers",
  "developers/keys",
  "developers/webhooks",
  "developers/events",
  "developers/errors",
  "settings",
  "settings/profile",
  "settings/people",
  "settings/roles",
  "settings/workspace",
  "settings/usage",
  "settings/alerts",
  "settings/retention",
  "settings/holds",
  "settings/consent",
  "settings/audit",
  "platform",
].map((path) => ({ name: path === "" ? "home" : path.replaceAll("/", "-"), path: `/${path}` }));

const spring = {
  name: "spring_offers",
  language: "en",
  category: "MARKETING",
  components: [
    {
      type: "BODY",
      text: "Hello {{1}}, the spring collection is here.",
      example: { body_text: [["Asha"]] },
    },
    { type: "FOOTER", text: "Answer STOP to hear no more" },
  ],
};

/** What an answer leads to is asked for within that time. */
const restMs = 400;

const house = await openHouse();
try {
  await mkdir(place, { recursive: true });
  const places = [...still, ...(await fill(house))];
  for (const [name, look] of Object.entries(looks)) await takeAll(name, look, places);
} finally {
  await house.close();
}

type Place = { name: string; path: string };

async function takeAll(look: string, how: Look, places: readonly Place[]): Promise<void> {
  const page = await house.open("/", how);
  for (const { name, path } of places) {
    await open(page, house.stack.apiUrl + path);
    await take(page, `${name}-${look}`);
  }
  await page.context().close();
}

async function take(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.screenshot({ path: join(place, `${name}.png`), animations: "disabled" });
}

/** Opens an address, and waits until nothing is asked for any more; the event stream never ends. */
async function open(page: Page, address: string): Promise<void> {
  const asked = new Set<Request>();
  let changedAt = Date.now();
  const begin = (request: Request): void => {
    if (/\/v1\/events/.test(request.url())) return;
    asked.add(request);
    changedAt = Date.now();
  };
  const end = (request: Request): void => {
    if (asked.delete(request)) changedAt = Date.now();
  };
  page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
  await page.goto(address);
  await until(async () => asked.size === 0 && Date.now() - changedAt > restMs);
  page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
}

/** A shop's first morning: people who read, one who cannot be reached, a campaign that has gone out. */
async function fill({ stack }: House): Promise<Place[]> {
  const make = async (path: string, asked: object): Promise<Json> => {
    const { status, body } = await stack.request("POST", path, asked);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  for (let index = 0; index < 24; index++) {
    const to = index % 9 === 4 ? "+14155550002" : `+1415555${1_000 + index}`;
    const text = { body: `Your order *${1_042 + index}* is on its way` };
    await make("/v1/messages", { to, type: "text", text, client_reference: `order-${1_042 + index}` });
  }
  const names = ["Asha Rao", "Ben Okafor", "Chen Wei", "Dalia Haddad", "Emil Novak", "Farah Khan"];
  const people = names.map((name, index) => `+1415555${2_000 + index},${name}`);
  const template = await make("/v1/templates", spring);
  const campaign = await make("/v1/campaigns", {
    name: "Spring offers",
    message: {
      type: "text",
      text: { body: "Hello, the spring collection is here: https://example.com/spring" },
    },
    audience: { csv: ["phone,name", ...people].join("\n") },
    track_links: true,
  });
  await make("/v1/webhook-endpoints", { url: "https://shop.example/hooks", events: ["message.*"] });
  await launchWhenRead(stack, String(campaign.id));
  const { data: senders } = (await stack.request("GET", "/v1/senders")).body;
  const { data: failed } = (await stack.request("GET", "/v1/dead-letters")).body;
  return [
    { name: "message", path: `/messages?message=${failed[0].id}` },
    { name: "sender", path: `/senders/${senders[0].id}` },
    { name: "campaign", path: `/campaigns/${campaign.id}` },
    { name: "campaign-people", path: `/campaigns/${campaign.id}/people` },
    { name: "template", path: `/templates/${template.id}` },
  ];
}

/** It may go once its file has been read, and is worth a picture once people have had it. */
async function launchWhenRead(stack: House["stack"], id: string): Promise<void> {
  const path = `/v1/campaigns/${id}`;
  const launched = async () => (await stack.request("POST", `${path}/launch`, { skip_test: true })).status;
  await until(async () => (await launched()) < 300);
  await until(async () => (await stack.request("GET", path)).body.status === "finished");
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await isSo()); await delay(100))
    if (Date.now() > end) throw new Error("It did not come to be within a minute.");
}
