// The audit log's filters: what an address may say, and taking one out again.
import { expect, test } from "vitest";
import { changed, readAuditFilters } from "./filters.ts";

test("an address narrows by who, what, which and since when", () => {
  const said = { actor: "usr_1", action: "key.made", target: "key_1", since: "2026-11-01T00:00:00Z" };
  expect(readAuditFilters({ ...said, page: 2 })).toEqual(said);
  expect(readAuditFilters({ actor: 3, since: "soon", action: "" })).toEqual({});
});

test("an emptied field narrows no more", () => {
  expect(changed({ actor: "usr_1", action: "a" }, "action", " ")).toEqual({ actor: "usr_1" });
  expect(changed({}, "target", " key_1 ")).toEqual({ target: "key_1" });
});
