// What a role may do, in a few words, and who may give it.
import { expect, test } from "vitest";
import { choicesByArea, givableBy, mayGive, summaryOf } from "./scopes.ts";

test("a role says where it does something and where it only looks", () => {
  const scopes = ["events:read", "messages:metadata", "contacts:write", "contacts:read", "campaigns:launch"];
  expect(summaryOf(scopes)).toEqual({ does: ["contacts", "campaigns"], sees: ["messages", "events"] });
  expect(summaryOf([])).toEqual({ does: [], sees: [] });
});

test("what may be done stands by what it is about", () => {
  expect(choicesByArea(["templates:approve", "messages:read", "templates:read", "moon:land"])).toEqual([
    ["messages", [{ scope: "messages:read", area: "messages", deed: "read" }]],
    [
      "templates",
      [
        { scope: "templates:read", area: "templates", deed: "read" },
        { scope: "templates:approve", area: "templates", deed: "approve" },
      ],
    ],
  ]);
});

test("nobody gives more than they have; who reads messages may let others see that there are some", () => {
  const own = ["messages:read", "people:write"];
  expect(mayGive(own, ["messages:read"])).toBe(true);
  expect(mayGive(own, ["messages:metadata"])).toBe(true);
  expect(mayGive(own, ["messages:read", "keys:write"])).toBe(false);
  expect(mayGive(["people:write"], ["messages:metadata"])).toBe(false);
  expect(givableBy(own)).toEqual(["messages:read", "people:write", "messages:metadata"]);
});
