// `waypost tail --types …`: everything that happens, as the event stream tells it.
import type { LiveEvent } from "@waypost/contract";
import { type ApiUse, refusalOf } from "../api-access.ts";
import { print } from "../with-engine.ts";

export type EventFilter = {
  types: string | undefined;
  after: string | undefined;
  json: boolean;
  url: string;
};

/** What a key that is made for it may see: all that is told. */
export const eventScopes = [
  "events:read",
  "messages:read",
  "senders:read",
  "templates:read",
  "contacts:read",
  "usage:read",
  "webhooks:read",
] as const;

export async function followEvents(
  { client }: ApiUse,
  { types, after, json, url }: EventFilter,
): Promise<number> {
  const events = client.followEvents({ types, after });
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one event follows the other
    const next = await events.next();
    if (next.done !== true) print(json ? JSON.stringify(next.value) : lineOf(next.value));
    else if (next.value.code === "canceled") return 0;
    else throw refusalOf(next.value, url);
  }
}

function lineOf(event: LiveEvent): string {
  const { timestamp, type, code, data } = event;
  const time = new Date(timestamp).toISOString().slice(11, 23);
  const ids = Object.entries(event).flatMap(([name, value]) =>
    name.endsWith("_id") && typeof value === "string" ? [value] : [],
  );
  const what = [...ids, code, data === undefined ? undefined : JSON.stringify(data)];
  return `${time}  ${type.padEnd(20)} ${what.filter((part) => part !== undefined).join("  ")}`;
}
