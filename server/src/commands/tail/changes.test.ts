// Which changes `waypost tail` tells: each once, the oldest first, none from before it began.

import type { MessageResource, MessageStatus } from "@waypost/contract";
import { expect, test } from "vitest";
import { beforeFirstLook, changesIn } from "./changes.ts";

function message(number: number, status: MessageStatus, minute = 0): MessageResource {
  const created_at = new Date(Date.UTC(2026, 0, 1, 12, minute, number)).toISOString();
  return {
    id: `msg_${String(number).padStart(32, "0")}`,
    status,
    to: "+14155550123",
    from: "snd_1",
    type: "text",
    text: { body: "Hello" },
    category: "utility",
    created_at,
    updated_at: created_at,
    unknown_policy: "once",
    send_at: null,
    expires_at: null,
    provider_message_id: null,
    possible_duplicate: false,
    client_reference: null,
    metadata: {},
    error: null,
    attempts: 0,
  };
}

const seen = (messages: readonly MessageResource[]) =>
  messages.map(({ id, status }) => `${Number(id.slice(4))} ${status}`);

test("each change is told once, the oldest first", () => {
  const first = changesIn(beforeFirstLook, [message(2, "queued"), message(1, "read")]);
  expect(seen(first.changes)).toEqual(["1 read", "2 queued"]);
  const second = changesIn(first.next, [message(3, "queued"), message(2, "sent")]);
  expect(seen(second.changes)).toEqual(["2 sent", "3 queued"]);
  expect(changesIn(second.next, [message(3, "queued"), message(2, "sent")]).changes).toEqual([]);
});

test("a look goes back as far as the oldest message that may still change", () => {
  const { next } = changesIn(beforeFirstLook, [
    message(3, "read"),
    message(2, "delivered"),
    message(1, "read"),
  ]);
  expect(next.since).toBe(message(2, "delivered").created_at);
  expect([...next.known.values()]).toEqual(["read", "delivered"]);
});

test("but not for a message from long ago", () => {
  const { next } = changesIn(beforeFirstLook, [message(3, "read", 30), message(2, "sent", 0)]);
  expect(next.since).toBe(message(3, "read", 30).created_at);
});

test("older messages of the first look's millisecond are not new", () => {
  const first = changesIn(beforeFirstLook, [message(9, "read")]);
  expect(changesIn(first.next, [message(9, "read"), message(8, "read")]).changes).toEqual([]);
});

test("after a first look at nothing everything is new", () => {
  const { next } = changesIn(beforeFirstLook, []);
  expect(next.since).not.toBeNull();
  expect(seen(changesIn(next, [message(1, "queued")]).changes)).toEqual(["1 queued"]);
});
