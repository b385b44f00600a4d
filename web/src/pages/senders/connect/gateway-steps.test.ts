// What the last messages of a number tell about its provider.
import { expect, test } from "vitest";
import { gatewaySteps, type Told } from "./gateway-steps.ts";

const refusal = {
  code: "provider_auth_failed",
  title: "",
  detail: "",
  retryable: false,
  maybe_sent: false,
  provider_code: "401",
};
const waiting: Told = { status: "queued", provider_message_id: null, error: null };
const refused: Told = { status: "failed", provider_message_id: null, error: refusal };
const sent: Told = { status: "sent", provider_message_id: "wamid.1", error: null };
const read: Told = { status: "read", provider_message_id: "wamid.2", error: null };
const undelivered: Told = { status: "failed", provider_message_id: "wamid.3", error: refusal };

test.each([
  ["nothing is known yet", [], ["waiting", "waiting"]],
  ["what has not left tells nothing", [waiting], ["waiting", "waiting"]],
  ["one that was taken shows that the key is right", [sent], ["done", "waiting"]],
  ["one that was read shows that reports come", [sent, read], ["done", "done"]],
  ["so does one that could not be delivered", [undelivered], ["done", "done"]],
  ["a refusal is newer than what went well before", [waiting, refused, read], ["failed", "done"]],
])("%s", (_, messages, [key, webhook]) => {
  expect(gatewaySteps(messages)).toMatchObject({ key, webhook });
});

test("the reason is that of the last one, as long as it was refused", () => {
  expect(gatewaySteps([refused]).problem).toBe(refusal);
  expect(gatewaySteps([sent, refused]).problem).toBeNull();
});
