// What an entry names of a request: ids of ours and names of fields, whatever else it carries.

import fc from "fast-check";
import { expect, test } from "vitest";
import { changedIn, idsIn, targetOf } from "./audit-subject.ts";

const id = (prefix: string): string => `${prefix}_${"0".repeat(31)}1`;

test("the target is what the path names last, else what was made", () => {
  expect(targetOf({ id: id("snd"), other: id("tpl") }, {})).toEqual({ kind: "template", id: id("tpl") });
  expect(targetOf({ id: "+14155550123" }, { id: id("key") })).toEqual({ kind: "key", id: id("key") });
  expect(targetOf({ id: "me" }, { data: [] })).toBeNull();
});

test("nothing that a caller wrote gets in: no values, no made-up names, no numbers", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (body, text) => {
      const said = [targetOf({ id: text }, body)?.id ?? [], changedIn(body), idsIn(body)].flat();
      return said.every((word) => /^[a-z]{2,5}_[0-9a-f]{32}$|^[a-z_]{1,40}$/.test(word));
    }),
  );
  expect(changedIn({ name: "x", "+49176": 1, rate: null })).toEqual(["name", "rate"]);
  expect(idsIn({ data: [{ id: id("msg") }, { id: "x" }, null] })).toEqual([id("msg")]);
});
