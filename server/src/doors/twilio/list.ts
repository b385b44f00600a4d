// Lists in Twilio's form: filters by name and day in, pages with addresses of their neighbours out. Pure.

import Type from "typebox";
import { accountSid } from "./account.ts";
import { withoutChannel } from "./address.ts";

const text = Type.Optional(Type.String({ maxLength: 1_000 }));

export const listQuery = Type.Object(
  {
    To: text,
    From: text,
    DateSent: text,
    "DateSent>": text,
    "DateSent<": text,
    PageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    Page: Type.Optional(Type.Integer({ minimum: 0 })),
    PageToken: text,
  },
  { additionalProperties: false },
);
export type ListQuery = Type.Static<typeof listQuery>;

/** A page of ours is never larger; the client asks for the next one by itself. */
const pageMax = 200;
const pageDefault = 50;

/** The query of `GET /v1/messages`. Messages are filtered by when they were accepted. */
export function readList(query: ListQuery): Record<string, unknown> {
  const { To: to, From: from, DateSent: day } = query;
  const since = query["DateSent>"] ?? day;
  const until = query["DateSent<"] ?? (day === undefined ? undefined : dayAfter(day));
  return {
    limit: Math.min(pageMax, query.PageSize ?? pageDefault),
    ...(to === undefined ? {} : { recipient: withoutChannel(to) }),
    ...(from === undefined ? {} : { sender: withoutChannel(from) }),
    ...(since === undefined ? {} : { since: instant(since) }),
    ...(until === undefined ? {} : { until: instant(until) }),
    ...(query.PageToken === undefined ? {} : { after: query.PageToken }),
  };
}

export type Listed = { messages: readonly object[]; next: string | null };

/** https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information */
export function showPage(tenantId: string, query: ListQuery, { messages, next }: Listed): object {
  const page = query.Page ?? 0;
  const size = query.PageSize ?? pageDefault;
  const { PageToken: _token, ...first } = query;
  const addressOf = (fields: ListQuery): string =>
    `/2010-04-01/Accounts/${accountSid(tenantId)}/Messages.json?${encode({ ...fields, PageSize: size })}`;
  return {
    messages,
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(0, messages.length - 1),
    uri: addressOf(query),
    first_page_uri: addressOf({ ...first, Page: 0 }),
    next_page_uri: next === null ? null : addressOf({ ...query, Page: page + 1, PageToken: next }),
    previous_page_uri: null,
  };
}

function encode(fields: ListQuery): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

/** Clients send days and instants; a day is UTC's. */
function instant(given: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00:00Z` : given;
}

function dayAfter(day: string): string {
  const at = Date.parse(instant(day));
  return Number.isNaN(at) ? day : new Date(at + 86_400_000).toISOString();
}
