// A WhatsApp Business Account at Meta: what it is like, its numbers, its templates, and whether it sends us webhooks.

import { fields, words } from "../../http/json.ts";
import type { Asked } from "../../transport.ts";
import { type AccountFact, readWord } from "./fact.ts";
import { readHealth, readId } from "./health.ts";
import type { GraphLine, GraphValue } from "./line.ts";

export type AccountAtMeta = { name: string | null; facts: readonly AccountFact[] };

export async function readAccount(line: GraphLine, wabaId: string): Promise<Asked<AccountAtMeta>> {
  const query = { fields: "name,account_review_status,health_status" };
  const answer = await line({ method: "GET", edge: wabaId, query });
  if (!answer.ok) return answer;
  const { name, account_review_status: review, health_status: status } = answer.value;
  const [decision, health] = [readWord(review), readHealth(status)];
  const facts: AccountFact[] = [
    ...(decision === null ? [] : [{ fact: "review", value: decision } as const]),
    ...(health === null ? [] : [{ fact: "health", value: health } as const]),
  ];
  return { ok: true, value: { name: words(name), facts } };
}

export type ListedNumber = { id: string; displayed: string; verifiedName: string | null };

/** All of them: a portfolio may have 20 numbers until Meta raises that, so pages are few. */
export async function listNumbers(line: GraphLine, wabaId: string): Promise<Asked<ListedNumber[]>> {
  const numbers: ListedNumber[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const query: Record<string, string> = { fields: "display_phone_number,verified_name", limit: "100" };
    if (after !== null) query["after"] = after;
    const answer = await line({ method: "GET", edge: `${wabaId}/phone_numbers`, query });
    if (!answer.ok) return answer;
    numbers.push(...itemsOf(answer.value).flatMap(listedNumber));
    after = nextOf(answer.value);
    if (after === null) break;
  }
  return { ok: true, value: numbers };
}

const pagesMax = 50;

function listedNumber(item: GraphValue): ListedNumber[] {
  const [id, displayed] = [readId(item["id"]), words(item["display_phone_number"])];
  return id === null || displayed === null
    ? []
    : [{ id, displayed, verifiedName: words(item["verified_name"]) }];
}

export type ListedTemplate = { name: string; language: string; category: string; bare: boolean };

/** The first approved templates; `bare` ones can be sent as they are, without a variable or a file. */
export async function listApprovedTemplates(
  line: GraphLine,
  wabaId: string,
): Promise<Asked<ListedTemplate[]>> {
  const query = { fields: "name,language,status,category,components", status: "APPROVED", limit: "50" };
  const answer = await line({ method: "GET", edge: `${wabaId}/message_templates`, query });
  if (!answer.ok) return answer;
  const approved = itemsOf(answer.value).filter(({ status }) => status === "APPROVED");
  return { ok: true, value: approved.flatMap(listedTemplate) };
}

function listedTemplate(item: GraphValue): ListedTemplate[] {
  const [name, language] = [words(item["name"]), words(item["language"])];
  if (name === null || language === null) return [];
  const components = Array.isArray(item["components"]) ? item["components"].map(fields) : [];
  const bare = components.every(
    ({ type, format, text }) =>
      (type === "BODY" || type === "FOOTER" || (type === "HEADER" && format === "TEXT")) &&
      typeof text === "string" &&
      !text.includes("{{"),
  );
  return [
    { name, language, category: readWord(item["category"]) ?? "", bare: bare && components.length > 0 },
  ];
}

export type Subscription = { appId: string; callback: string | null };

export async function readSubscriptions(line: GraphLine, wabaId: string): Promise<Asked<Subscription[]>> {
  const answer = await line({ method: "GET", edge: `${wabaId}/subscribed_apps` });
  if (!answer.ok) return answer;
  const subscriptions = itemsOf(answer.value).flatMap((item) => {
    const appId = readId(fields(item["whatsapp_business_api_data"])["id"]);
    return appId === null ? [] : [{ appId, callback: words(item["override_callback_uri"]) }];
  });
  return { ok: true, value: subscriptions };
}

/** Meta shakes hands with the callback before it answers; without the handshake there is no subscription. */
export function subscribe(
  line: GraphLine,
  wabaId: string,
  callback: { url: string; verifyToken: string },
): Promise<Asked<GraphValue>> {
  const body = { override_callback_uri: callback.url, verify_token: callback.verifyToken };
  return line({ method: "POST", edge: `${wabaId}/subscribed_apps`, body });
}

export function itemsOf({ data }: GraphValue): GraphValue[] {
  return Array.isArray(data) ? data.map(fields) : [];
}

/** The cursor of the next page; Graph leaves `next` out of the last one. */
export function nextOf({ paging }: GraphValue): string | null {
  const { next, cursors } = fields(paging);
  const after = fields(cursors)["after"];
  return typeof next === "string" && typeof after === "string" ? after : null;
}
