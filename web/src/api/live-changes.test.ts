// What events mean for what is shown.
import type { LiveEvent } from "@waypost/sdk";
import { expect, test } from "vitest";
import { changeOf, withStatuses } from "./live-changes.ts";

const told = (type: string, more: object): LiveEvent =>
  ({ id: "evt_1", type, timestamp: "", sequence: 1, ...more }) as LiveEvent;

test("many events are one change, with the last status of each message", () => {
  const change = changeOf([
    told("message.sent", { message_id: "msg_1", status: "sent" }),
    told("message.read", { message_id: "msg_1", status: "read" }),
    told("session.connected", { sender_id: "snd_1", status: "connected" }),
    told("message.failed", { message_id: "msg_2", status: "failed" }),
    told("something.new", { something_id: "x", status: "new" }),
  ]);
  expect([...change.paths]).toEqual([
    "/v1/messages",
    "/v1/sandbox",
    "/v1/senders",
    "/v1/events",
    "/v1/dead-letters",
  ]);
  expect(change.statuses.get("msg_1")).toBe("read");
});

test("rows take their status in place; what is not meant stays the same object", () => {
  const row = { id: "msg_2", status: "sent" };
  const shown = { pages: [{ data: [{ id: "msg_1", status: "sent" }, row] }] };
  const changed = withStatuses(shown, new Map([["msg_1", "read"]]));
  expect(changed.pages[0]?.data).toEqual([{ id: "msg_1", status: "read" }, row]);
  expect(changed.pages[0]?.data[1]).toBe(row);
  expect(withStatuses(shown, new Map([["msg_9", "read"]]))).toBe(shown);
});
