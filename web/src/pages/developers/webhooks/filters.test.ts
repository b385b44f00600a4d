// The delivery console: what an address may say, and headers as people write them.
import { expect, it, test } from "vitest";
import { headersIn, readDeliveryFilters } from "./filters.ts";

test("an address narrows by state and type, and opens one", () => {
  const said = { state: "failed", type: "message.read", delivery: "whd_1" };
  expect(readDeliveryFilters({ ...said, page: 4 })).toEqual(said);
  expect(readDeliveryFilters({ state: "gone", type: "*", delivery: 1 })).toEqual({});
});

it.each([
  ["", {}],
  ["X-Shop: eu:1\n\n Authorization : Basic abc ", { "X-Shop": "eu:1", Authorization: "Basic abc" }],
  ["no colon", null],
  ["Two words: x", null],
])("headers: %j", (text, headers) => expect(headersIn(text)).toEqual(headers));
