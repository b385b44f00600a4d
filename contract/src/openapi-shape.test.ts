// The flat request schema published in OpenAPI must judge shapes as the parser does.

import { describe, expect, test } from "vitest";
import {
  createParser,
  messageObject,
  parseMessageObject,
  parseSendMessage,
  sendMessageBody,
} from "./index.ts";

const publishedRequest = createParser(sendMessageBody);
const publishedMessage = createParser(messageObject);

const text = { type: "text", text: { body: "Hi" } };
const messages = [
  text,
  { type: "template", template: { name: "a", language: "en", variables: { a: "b" } } },
  { ...text, colour: "red" },
  { ...text, text: { body: "" } },
  { ...text, type: "poll" },
];
const options = [
  { to: "+14155550123" },
  { to: "+14155550123", category: "utility", metadata: { order: "1042" } },
  { to: "+14155550123", send_at: "2026-12-01T09:00:00Z", ttl_seconds: 60 },
  { to: "+14155550123", ttl_seconds: 0 },
  { category: "utility" },
];

describe("the published schemas", () => {
  test.each(messages)("agree with the parser about the message %j", (message) => {
    expect(publishedMessage(message).ok).toBe(parseMessageObject(message).ok);
  });

  test.each(options)("agree with the parser about %j around every message", (around) => {
    for (const message of messages) {
      const request = { ...around, ...message };
      expect(publishedRequest(request).ok).toBe(parseSendMessage(request).ok);
    }
  });
});
