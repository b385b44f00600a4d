// The people a business number has blocked (Cloud API, "Block users"): up to 64,000 of them.

import { fields, words } from "../../http/json.ts";
import type { Asked, BlockAnswer, BlockedPage, TransportError } from "../../transport.ts";
import { itemsOf, nextOf } from "./business-account.ts";
import type { GraphLine, GraphPlace, GraphValue } from "./line.ts";

type Place = Pick<GraphPlace, "phoneNumberId">;

export async function readBlocked(
  line: GraphLine,
  { phoneNumberId }: Place,
  after: string | null,
): Promise<Asked<BlockedPage>> {
  const query = { limit: "100", ...(after === null ? {} : { after }) };
  const answer = await line({ method: "GET", edge: `${phoneNumberId}/block_users`, query });
  if (!answer.ok) return answer;
  const people = itemsOf(answer.value).flatMap((item) => personIn(item) ?? []);
  return { ok: true, value: { people, next: nextOf(answer.value) } };
}

export async function writeBlocked(
  line: GraphLine,
  { phoneNumberId }: Place,
  { people, blocked }: { people: readonly string[]; blocked: boolean },
): Promise<Asked<BlockAnswer[]>> {
  const answer = await line({
    method: blocked ? "POST" : "DELETE",
    edge: `${phoneNumberId}/block_users`,
    body: {
      messaging_product: "whatsapp",
      block_users: people.map((person) => (person.startsWith("+") ? { user: person } : { user_id: person })),
    },
  });
  if (!answer.ok) return answer;
  return { ok: true, value: answersOf(fields(answer.value["block_users"]), people) };
}

/** Meta names whom it could not block, with a reason; nobody else failed. */
function answersOf(done: GraphValue, people: readonly string[]): BlockAnswer[] {
  const failed = new Map<string, TransportError>();
  for (const item of Array.isArray(done["failed_users"]) ? done["failed_users"].map(fields) : []) {
    const input = words(item["input"]);
    const [error] = Array.isArray(item["errors"]) ? item["errors"].map(fields) : [];
    const detail = words(fields(error?.["error_data"])["details"]) ?? words(error?.["message"]);
    const code = typeof error?.["code"] === "number" ? String(error["code"]) : null;
    if (input === null) continue;
    const reason = detail ?? "Meta gives no reason.";
    failed.set(input, { code: "request_rejected", providerCode: code, detail: reason });
  }
  return people.map((person) => ({ person, error: failed.get(person) ?? null }));
}

/** By number where Meta shows it. */
function personIn(item: GraphValue): string | null {
  const digits = words(item["wa_id"]);
  if (digits !== null && /^\d{5,20}$/.test(digits)) return `+${digits}`;
  return words(item["user_id"]);
}
