// Reads one message a person sent us, of any type, known or not.

import { fields } from "../http/json.ts";
import { readTimestamp } from "./webhook-time.ts";
import type { ReadItem } from "./webhook.ts";

/** What stands beside the message: who wrote, and the business account whose name for them that is. */
export type BesideMessage = { contacts: unknown; wabaId: string | null };

/** People with a user name may come without a phone number, and system messages without contacts. */
export function readInbound(item: unknown, { contacts, wabaId }: BesideMessage): ReadItem {
  const { id, from, from_user_id: userId, timestamp, type, group_id: groupId, ...body } = fields(item);
  if (typeof id !== "string" || id === "" || id.length > 512) return unreadable("it has no id");
  const at = readTimestamp(timestamp);
  if (!at) return unreadable("it has no readable timestamp");
  // A group's messages name the group beside their author: they are no conversation with a person.
  if (typeof groupId === "string") return { kind: "other", field: "message.group" };
  const contact = findContact(contacts, from, userId);
  const phone = readPhone(from) ?? readPhone(contact["wa_id"]);
  const fromUserId = readText(userId) ?? readText(contact["user_id"]);
  if (phone === null && fromUserId === null) return unreadable("it does not say who sent it");
  return {
    kind: "event",
    event: {
      kind: "inbound",
      providerMessageId: id,
      from: phone,
      fromLid: null,
      fromUserId,
      account: fromUserId === null ? null : wabaId,
      name: readText(fields(contact["profile"])["name"]),
      type: readText(type) ?? "unsupported",
      body,
      at,
    },
  };
}

type Contact = Readonly<Record<string, unknown>>;

/** With a single contact there is no doubt whose it is, however it is identified. */
function findContact(contacts: unknown, from: unknown, userId: unknown): Contact {
  if (!Array.isArray(contacts)) return {};
  const list: Contact[] = contacts.map(fields);
  const known = list.find(
    (contact) =>
      (from !== undefined && contact["wa_id"] === from) ||
      (userId !== undefined && contact["user_id"] === userId),
  );
  const only = list.length === 1 && from === undefined && userId === undefined ? list[0] : undefined;
  return known ?? only ?? {};
}

function readPhone(value: unknown): string | null {
  const digits = typeof value === "number" ? String(value) : value;
  if (typeof digits !== "string" || !/^\+?\d{5,20}$/.test(digits)) return null;
  return digits.startsWith("+") ? digits : `+${digits}`;
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 256) : null;
}

function unreadable(reason: string): ReadItem {
  return { kind: "unreadable", reason };
}
