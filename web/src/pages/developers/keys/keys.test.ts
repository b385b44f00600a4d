// API keys: what is offered, and the line that is copied with one.
import { expect, test } from "vitest";
import { exampleOf } from "./example.ts";
import { firstScopes, networksIn, scopesByKind } from "./scopes.ts";

test("nobody is offered what they may not do themselves", () => {
  expect(firstScopes(["messages:read", "keys:write"])).toEqual(["messages:read"]);
  expect(scopesByKind(["messages:read", "messages:write", "media:read"])).toEqual([
    ["messages", ["messages:read", "messages:write"]],
    ["media", ["media:read"]],
  ]);
  expect(networksIn(" 10.0.0.0/8, 2001:db8::/32\n1.2.3.4 ")).toEqual([
    "10.0.0.0/8",
    "2001:db8::/32",
    "1.2.3.4",
  ]);
});

test("the line has the key in it, and a live key's first call writes to nobody", () => {
  const scopes = ["messages:read", "messages:write"];
  const line = exampleOf("http://localhost", { scopes, mode: "test" }, "wp_test_$&1");
  expect(line).toContain("POST 'http://localhost/v1/messages'");
  expect(line).toContain('"Authorization: Bearer wp_test_$&1"');
  expect(exampleOf("http://localhost", { scopes, mode: "live" })).toContain("$WAYPOST_KEY");
  expect(exampleOf("http://localhost", { scopes, mode: "live" })).not.toContain("-X");
});
