// Every place of the dashboard that has something to see, in a house with something in it.
import type { Page } from "playwright-core";
import type { Json } from "../stack.ts";
import { simulate } from "../simulated.ts";
import { type House, placesIn } from "./house.ts";

export type Place = {
  path: string;
  /** What is there only once somebody has done something. */
  open?(page: Page): Promise<void>;
};

/** `page` is any of somebody signed in. */
export async function everyPlace(house: House, page: Page): Promise<Place[]> {
  const menu = (await placesIn(page)).map((path) => ({ path }));
  return [...menu, ...tabs.map((path) => ({ path })), ...(await records(house)), ...opened];
}

/** Of pages that have several. */
const tabs = [
  ...["lists", "segments", "segments/new", "import"].map((tab) => `/contacts/${tab}`),
  ...["library", "new"].map((tab) => `/templates/${tab}`),
  // Of the errors a few: there are more than two hundred, one like the other.
  ...["webhooks", "events", "errors?q=second+proof"].map((tab) => `/developers/${tab}`),
  ...["people", "roles", "workspace", "usage", "alerts"].map((tab) => `/settings/${tab}`),
  ...["retention", "holds", "consent"].map((tab) => `/settings/${tab}`),
  "/senders?add=true",
  "/senders/signed-up",
];

const openFirst = async (page: Page): Promise<void> => {
  await page.getByRole("row").nth(1).click();
  await page.getByRole("dialog").waitFor();
};

const csv = "Mobile,Name,Town\n+14155550951,Omar,Delhi\nnobody,Paul,Pune\n";
const people = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };

/** The page's own button, which stands last in its head. */
const openForm = async (page: Page): Promise<void> => {
  await page.locator("main header button").last().click();
  await page.getByRole("dialog").waitFor();
};

const forms = ["/messages", "/contacts", "/developers/keys", "/developers/webhooks", "/settings/people"];

const opened: readonly Place[] = [
  ...forms.map((path) => ({ path, open: openForm })),
  { path: "/dead-letters", open: openFirst },
  { path: "/developers/keys", open: openFirst },
  { path: "/settings/audit", open: openFirst },
  {
    path: "/contacts/import",
    open: async (page) => {
      await page.locator("input[type=file]").first().setInputFiles(people);
      await page.locator("main table tbody tr").nth(1).waitFor();
    },
  },
];

const spring = {
  name: "spring_offers",
  language: "en",
  category: "MARKETING",
  components: [
    { type: "BODY", text: "Hello {{1}}, spring is here.", example: { body_text: [["Asha"]] } },
    { type: "FOOTER", text: "Answer STOP to hear no more" },
  ],
};

/** Of each kind of record one; who the numbers ending in 0002 are cannot be reached. */
async function records({ stack }: House): Promise<Place[]> {
  const ask = async (method: string, path: string, asked?: object): Promise<Json> => {
    const { status, body } = await stack.request(method, path, asked);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const text = { type: "text", text: { body: "Hello *there*" } };
  for (const to of ["+14155551000", "+14155550002"]) await ask("POST", "/v1/messages", { to, ...text });
  const contact = await ask("POST", "/v1/contacts", { phone: "+14155551001", name: "Asha", tags: ["vip"] });
  const list = await ask("POST", "/v1/lists", { name: "Spring list" });
  await ask("POST", `/v1/lists/${list.id}/members`, { add: [contact.id] });
  const template = await ask("POST", "/v1/templates", spring);
  const wish = { name: "Spring", message: text, audience: { list: [list.id] } };
  const draft = await ask("POST", "/v1/campaigns", { ...wish, name: "Autumn" });
  const campaign = await ask("POST", "/v1/campaigns", wish);
  await ask("POST", `/v1/campaigns/${campaign.id}/launch`, { skip_test: true });
  const hook = { url: "https://shop.invalid/hooks", events: ["message.*"] };
  const endpoint = await ask("POST", "/v1/webhook-endpoints", hook);
  const tried = await ask("POST", `/v1/webhook-endpoints/${endpoint.id}/test`, {});
  const { data: messages } = await ask("GET", "/v1/messages?limit=1");
  const { data: senders } = await ask("GET", "/v1/senders");
  const hotline = await ask("POST", "/v1/senders", await gateway(stack.simulatorUrl));
  const tenant = await ask("GET", "/v1/tenant");
  const steps = ["audience", "message", "schedule", "review"];
  return [
    `/messages?message=${messages[0].id}`,
    `/contacts?contact=${contact.id}`,
    `/senders/${senders[0].id}`,
    `/senders/${hotline.id}`,
    `/templates/${template.id}`,
    `/campaigns/${campaign.id}`,
    `/campaigns/${campaign.id}/people`,
    ...steps.map((step) => `/campaigns/new?campaign=${draft.id}&step=${step}`),
    `/developers/webhooks/${endpoint.id}`,
    `/developers/webhooks/${endpoint.id}?delivery=${tried.id}`,
    `/platform?tenant=${tenant.id}`,
  ].map((path) => ({ path }));
}

/** A number at 360dialog: one whose provider its owner sets up. */
async function gateway(simulatorUrl: string): Promise<object> {
  const { dialog360 } = await simulate(simulatorUrl, "config");
  const number = { phone_number_id: "400000001", display_phone_number: "+15550199001" };
  const secrets = { api_key: "a-key", webhook_secret: "a-secret-of-sixteen-signs" };
  return {
    name: "Hotline",
    transport: "dialog360",
    config: { base_url: dialog360.url, ...number, ...secrets },
  };
}
