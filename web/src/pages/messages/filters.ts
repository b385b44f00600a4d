// What the log of messages is narrowed to, as the address says it, and what a person's words in the search mean. Pure.
import type { Query } from "@waypost/sdk";
import { statuses } from "./status.ts";

export type MessageQuery = Query<"GET /v1/messages">;
export type Status = NonNullable<MessageQuery["status"]>;

const named = [
  "recipient",
  "provider_message_id",
  "client_reference",
  "sender",
  "campaign",
  "message",
] as const;

/** `message` is the one that is open; the rest is the API's query. */
export type Filters = Pick<
  MessageQuery,
  Exclude<(typeof named)[number], "message"> | "status" | "since" | "until"
> & {
  message?: string | undefined;
};

/** What an address holds may be anybody's invention: only what fits is taken. */
export function readFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {};
  for (const name of named) {
    const value = search[name];
    // An address's reader takes digits for a number.
    if (typeof value === "string" || typeof value === "number") filters[name] = String(value).slice(0, 255);
  }
  for (const name of ["since", "until"] as const) {
    const value = search[name];
    if (typeof value === "string" && !Number.isNaN(Date.parse(value))) filters[name] = value;
  }
  const status = statuses.find((each) => each === search["status"]);
  return status === undefined ? filters : { ...filters, status };
}

export function queryOf({ message: _open, ...query }: Filters): MessageQuery {
  return query;
}

/** A number, an id of ours, an id of WhatsApp's, or else what its sender calls it. */
export function meantBy(text: string): Filters {
  const typed = text.trim();
  const digits = typed.replaceAll(/[\s().-]/g, "");
  if (typed === "") return {};
  if (/^\+?\d{7,15}$/.test(digits)) return { recipient: digits.startsWith("+") ? digits : `+${digits}` };
  if (/^msg_[0-9a-f]{32}$/.test(typed)) return { message: typed };
  if (/^cmp_[0-9a-f]{32}$/.test(typed)) return { campaign: typed };
  if (/^wamid\.|^(true|false)_|^[0-9A-F]{16,}$/.test(typed)) return { provider_message_id: typed };
  return { client_reference: typed };
}

/** What the search shows for filters that came with the address. */
export function searchedIn({ recipient, provider_message_id, client_reference, campaign }: Filters): string {
  return recipient ?? provider_message_id ?? client_reference ?? campaign ?? "";
}
