// Reads a webhook of Meta's item by item: evidence and messages where it is understood, a reason where
// it is not.

import type { MessageEvent } from "../transport.ts";
import { fields } from "../http/json.ts";
import { readInbound } from "./webhook-inbound.ts";
import { storable } from "./webhook-json.ts";
import { readStatus } from "./webhook-status.ts";
import { readTimestamp } from "./webhook-time.ts";

export type ParsedWebhook = {
  events: readonly WebhookEvent[];
  /** Changes about accounts, numbers and templates, and kinds this version does not know. */
  other: readonly OtherChange[];
  unreadable: readonly { path: string; reason: string }[];
};

export type WebhookEvent = { phoneNumberId: string; event: MessageEvent };

export type OtherChange = {
  /** Meta's name of the field, such as message_template_status_update. */
  field: string;
  /** The business account it belongs to. */
  wabaId: string | null;
  phoneNumberId: string | null;
  value: unknown;
  /** When Meta says it happened; it says so for accounts, and seldom for messages. */
  at: Date | null;
};

/**
 * One item read: an event, something for others, or why not. Meta adds enums at will, so unknown is
 * not an error.
 */
export type ReadItem =
  | { kind: "event"; event: MessageEvent }
  | { kind: "other"; field: string }
  | { kind: "unreadable"; reason: string };

type Found = {
  events: WebhookEvent[];
  other: OtherChange[];
  unreadable: { path: string; reason: string }[];
};

export function parseWebhook(body: unknown): ParsedWebhook {
  const found: Found = { events: [], other: [], unreadable: [] };
  // `object` is missing in some of Meta's own samples, so it is not asked for.
  const entries = fields(body)["entry"];
  if (!Array.isArray(entries)) {
    miss(found, "", "there is no entry list");
    return found;
  }
  for (const [index, entry] of entries.entries()) readEntry(found, `/entry/${index}`, entry);
  return found;
}

function readEntry(found: Found, path: string, entry: unknown): void {
  const { id, changes, time } = fields(entry);
  if (!Array.isArray(changes)) {
    miss(found, path, "there is no list of changes");
    return;
  }
  const wabaId = typeof id === "string" || typeof id === "number" ? String(id) : null;
  for (const [index, change] of changes.entries()) {
    readChange(found, `${path}/changes/${index}`, { wabaId, at: readTimestamp(time), change });
  }
}

function readChange(
  found: Found,
  path: string,
  { wabaId, at, change }: { wabaId: string | null; at: Date | null; change: unknown },
) {
  const { field, value } = fields(change);
  const name = typeof field === "string" ? field : "";
  const { metadata, messages, statuses, errors } = fields(value);
  const phoneNumberId = readId(fields(metadata)["phone_number_id"]);
  // Some samples leave `field` out. Calls have `statuses` too, of another kind, under their own field.
  if (name !== "messages" && !(name === "" && (messages ?? statuses) !== undefined)) {
    readOther(found, path, { field: name, wabaId, phoneNumberId, value, at });
    return;
  }
  const place = { found, path: `${path}/value`, wabaId, phoneNumberId, at };
  readItems(place, "statuses", statuses, readStatus);
  const contacts = storable(fields(value)["contacts"]).value;
  readItems(place, "messages", messages, (item) => readInbound(item, { contacts, wabaId }));
  if (errors !== undefined) {
    readOther(found, `${path}/value/errors`, {
      field: "errors",
      wabaId,
      phoneNumberId,
      value: errors,
      at,
    });
  }
}

type Place = { found: Found; path: string } & Pick<OtherChange, "wabaId" | "phoneNumberId" | "at">;

function readItems(place: Place, name: string, items: unknown, read: (item: unknown) => ReadItem): void {
  if (items === undefined) return;
  const { found, wabaId, phoneNumberId, at } = place;
  if (!Array.isArray(items)) {
    miss(found, `${place.path}/${name}`, "is not a list");
    return;
  }
  for (const [index, raw] of items.entries()) {
    const path = `${place.path}/${name}/${index}`;
    const item = storable(raw);
    const result: ReadItem = item.ok ? read(item.value) : { kind: "unreadable", reason: item.reason };
    if (result.kind === "unreadable") miss(found, path, result.reason);
    else if (result.kind === "other") {
      found.other.push({ field: result.field, wabaId, phoneNumberId, value: item.value, at });
    } else if (phoneNumberId === null) {
      miss(found, path, "the number it belongs to is not named");
    } else found.events.push({ phoneNumberId, event: result.event });
  }
}

function readOther(found: Found, path: string, change: OtherChange): void {
  const value = storable(change.value);
  if (value.ok) found.other.push({ ...change, value: value.value });
  else miss(found, path, value.reason);
}

/** Meta sends at most 1,000 updates at once; beyond that the list only says the same again. */
function miss({ unreadable }: Found, path: string, reason: string): void {
  if (unreadable.length < 1000) unreadable.push({ path, reason });
}

function readId(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,32}$/.test(text) ? text : null;
}
