// A page knows whether there is more, and its cursor is an id of its own list.

import { expect, test } from "vitest";
import { presentId } from "./ids.ts";
import { cursorOf, pageOf } from "./listing.ts";

const rows = [1, 2, 3].map((n) => `0199aaaa-0000-7000-8000-00000000000${n}`);
const present = (row: string): { id: string } => ({ id: presentId("con", row) });

test("goes on behind its last row while there is one row more", () => {
  const { data, next } = pageOf(rows, 2, present);
  expect(data).toEqual(rows.slice(0, 2).map(present));
  expect(cursorOf("con", next ?? undefined)).toBe(rows[1]);
});

test("ends with the last row, and where there is none", () => {
  expect(pageOf(rows, 3, present)).toEqual({ data: rows.map(present), next: null });
  expect(pageOf([], 3, present)).toEqual({ data: [], next: null });
  expect(cursorOf("con", undefined)).toBeNull();
});

test.each(["", "nonsense", presentId("msg", rows[0] ?? "")])("%j is no cursor of it", (after) => {
  expect(() => cursorOf("con", after)).toThrow(expect.objectContaining({ code: "invalid_cursor" }));
});
