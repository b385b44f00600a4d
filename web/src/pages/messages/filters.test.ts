// The filters of the log: what an address may say, and what people mean by what they type.
import { describe, expect, it, test } from "vitest";
import { meantBy, queryOf, readFilters } from "./filters.ts";

describe("an address", () => {
  test("says what the log is narrowed to", () => {
    const filters = readFilters({ status: "failed", recipient: "+14155550123", message: "msg_1", page: 3 });
    expect(filters).toEqual({ status: "failed", recipient: "+14155550123", message: "msg_1" });
    expect(queryOf(filters)).toEqual({ status: "failed", recipient: "+14155550123" });
  });

  it.each([{ status: "gone" }, { since: "yesterday" }, { recipient: { $ne: 1 } }, { sender: ["a"] }])(
    "that was invented narrows nothing: %j",
    (search) => expect(readFilters(search)).toEqual({}),
  );
});

describe("in the search", () => {
  it.each([
    ["+1 (415) 555-0123", { recipient: "+14155550123" }],
    ["14155550123", { recipient: "+14155550123" }],
    [`msg_${"0".repeat(32)}`, { message: `msg_${"0".repeat(32)}` }],
    ["wamid.HBgLMTQxNTU1NTA", { provider_message_id: "wamid.HBgLMTQxNTU1NTA" }],
    ["3EB0C431C26A1D0D3B9A", { provider_message_id: "3EB0C431C26A1D0D3B9A" }],
    ["order-1042", { client_reference: "order-1042" }],
    ["  ", {}],
  ])("%s means %j", (text, filters) => expect(meantBy(text)).toEqual(filters));
});
