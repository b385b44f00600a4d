// Events as they happen: the newest first, no more than are worth keeping, narrowed by type.
import type { LiveEvent } from "@waypost/sdk";
import { expect, test } from "vitest";
import { idsIn, isWanted, keptMax, readEventFilter, withNewest } from "./filter.ts";

const event = (id: number): LiveEvent => ({
  id: `evt_${String(id)}`,
  type: "message.sent",
  message_id: "msg_1",
});

test("the newest come first, and the oldest go", () => {
  const shown = withNewest([event(1)], [event(2), event(3)]);
  expect(shown.map(({ id }) => id)).toEqual(["evt_3", "evt_2", "evt_1"]);
  const many = Array.from({ length: keptMax + 5 }, (_, index) => event(index));
  expect(withNewest(shown, many)).toHaveLength(keptMax);
  expect(withNewest(shown, many)[0]?.id).toBe(`evt_${String(keptMax + 4)}`);
  expect(withNewest(shown, [])).toBe(shown);
});

test("a kind and a part of the type narrow", () => {
  expect(isWanted(event(1), { kind: "message", type: "sent" })).toBe(true);
  expect(isWanted(event(1), { kind: "session" })).toBe(false);
  expect(isWanted(event(1), { type: "read" })).toBe(false);
  expect(readEventFilter({ kind: "message", type: "sent" })).toEqual({ kind: "message", type: "sent" });
  expect(readEventFilter({ kind: "weather", type: 3 })).toEqual({});
  expect(idsIn(event(1))).toEqual(["msg_1"]);
});
