// What WAHA's answers to a send mean: an id says accepted, and little says that it did not go.

import { describe, expect, test } from "vitest";
import { readAnswer } from "./answer.ts";

const read = (status: number, body: unknown) => readAnswer({ status, body, retryAfterMs: null });

const serverError = (code: number) => ({
  statusCode: 500,
  exception: { message: `2 UNKNOWN: server returned error ${code}`, code: 2 },
});

describe("acceptance", () => {
  test.each([
    [{ id: "true_14155550123@c.us_3EB0AA" }],
    [{ id: { fromMe: true, id: "3EB0AA", _serialized: "true_14155550123@c.us_3EB0AA" } }],
    [{ key: { id: "3EB0AA", fromMe: true } }],
  ])("is an id, in whatever form the engine has it: %j", (body) => {
    expect(read(201, body)).toEqual({ kind: "accepted", providerMessageId: "3EB0AA" });
  });

  test.each([{}, undefined, "<html>", { id: 7 }, { id: "" }, { id: "a b" }, []])("is not %j", (body) => {
    expect(read(201, body)).toMatchObject({ kind: "unknown" });
  });
});

test.each([
  [401, { message: "Unauthorized" }, "later", "provider_auth_failed"],
  [403, { message: "Forbidden" }, "later", "provider_permission_missing"],
  [404, { message: "Session not found" }, "later", "session_not_connected"],
  [
    422,
    { error: "Session status is not as expected.", status: "STARTING" },
    "later",
    "session_not_connected",
  ],
  [400, { message: ["text must be a string"] }, "refused", "request_rejected"],
  [422, { message: "chatId is wrong" }, "refused", "request_rejected"],
  [501, { message: "Not implemented by the engine" }, "refused", "type_not_supported"],
  [429, "slow down", "later", "provider_throttled"],
  [302, undefined, "later", "provider_error"],
  [500, serverError(463), "refused", "sender_quality_restricted"],
  [500, serverError(475), "refused", "sender_quality_restricted"],
  [500, serverError(479), "later", "provider_error"],
  [500, serverError(400), "later", "provider_error"],
  [500, { exception: { message: "Protocol error" } }, "unknown", "outcome_unknown"],
  [502, "<html>", "unknown", "outcome_unknown"],
  [504, undefined, "unknown", "outcome_unknown"],
  [408, undefined, "unknown", "outcome_unknown"],
])("%i %j is %s, %s", (status, body, kind, code) => {
  expect(read(status, body)).toMatchObject({ kind, error: { code } });
});

test("what it says is shown, short and storable", () => {
  const said = read(400, { message: [`a\0b${"x".repeat(2_000)}`, 7] });
  expect(said.kind === "refused" && said.error.detail).toMatch(/^abx{100,}$/);
  expect(said.kind === "refused" && said.error.detail.length).toBeLessThanOrEqual(500);
});
