// What WasenderApi's webhooks tell: receipts of ours, messages of people, and nothing of what is neither.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { provesWasender } from "./webhook-signature.ts";
import { parseWebhook } from "./webhook.ts";

const now = new Date("2026-11-01T12:00:00Z");
const timestamp = Date.parse("2026-11-01T11:59:00Z");
const parse = (event: string, data: unknown) => parseWebhook({ event, data, timestamp }, now);
const person = "14155550123@s.whatsapp.net";

describe("an update", () => {
  const update = (status: number, key: object = {}) => ({
    update: { status },
    key: { id: "3EB0AA", remoteJid: person, fromMe: false, ...key },
  });

  test.each([
    [0, "failed"],
    [2, "sent"],
    [3, "delivered"],
    [4, "read"],
    [5, "played"],
  ])("of %i is %s", (status, word) => {
    expect(parse("messages.update", update(status)).events).toMatchObject([
      {
        kind: "status",
        status: word,
        providerMessageId: "3EB0AA",
        correlation: null,
        at: new Date(timestamp),
      },
    ]);
  });

  test("comes alone or in a list", () => {
    const { events } = parse("messages.update", [update(2), update(3)]);
    expect(events.map((event) => event.kind === "status" && event.status)).toEqual(["sent", "delivered"]);
  });

  test.each([update(1), update(9), update(3, { remoteJid: "1203@g.us" })])(
    "that proves nothing: %j",
    (data) => {
      expect(parse("messages.update", data)).toEqual({ events: [], problem: null });
    },
  );

  test("without an id is told as a problem, and the rest is read", () => {
    const { events, problem } = parse("messages.update", [update(2, { id: 7 }), update(3)]);
    expect([events.length, problem]).toEqual([1, "an update without a message id"]);
  });
});

describe("a message of a person's", () => {
  const message = (more: object, key: object = {}) => ({
    messages: { key: { id: "3EB0BB", fromMe: false, remoteJid: person, ...key }, ...more },
  });

  test.each([
    [{ messageBody: "Hi", message: { conversation: "Hi" } }, { text: { body: "Hi" } }],
    [
      { message: { imageMessage: { mimetype: "image/jpeg", caption: "Look" } } },
      { image: { mime_type: "image/jpeg", caption: "Look" } },
    ],
    [
      { message: { reactionMessage: { key: { id: "3EB0AA" }, text: "👍" } } },
      { reaction: { message_id: "3EB0AA", emoji: "👍" } },
    ],
  ])("%j", (more, body) => {
    expect(parse("messages.received", message(more)).events).toMatchObject([
      { kind: "inbound", providerMessageId: "3EB0BB", from: "+14155550123", body },
    ]);
  });

  test("under a hidden number is by the number where it is given, and by the hidden one", () => {
    const hidden = { remoteJid: "2008@lid", senderLid: "2008@lid" };
    const known = message({ messageBody: "Hi" }, { ...hidden, cleanedSenderPn: "14155550123" });
    expect(parse("messages.received", known).events).toMatchObject([
      { from: "+14155550123", fromLid: "2008@lid" },
    ]);
    const unknown = message({ messageBody: "Hi" }, hidden);
    expect(parse("messages.received", unknown).events).toMatchObject([{ from: null, fromLid: "2008@lid" }]);
  });

  test.each([{ fromMe: true }, { remoteJid: "1203@g.us" }, { remoteJid: "status@broadcast" }])(
    "is not one of %j",
    (key) => expect(parse("messages.received", message({ messageBody: "Hi" }, key)).events).toEqual([]),
  );
});

test("times are read in seconds too, and what is none is now", () => {
  const times = [1_761_998_340, "x", -1].map((time) => {
    const data = { update: { status: 3 }, key: { id: "3EB0AA", remoteJid: person } };
    return parseWebhook({ event: "messages.update", data, timestamp: time }, now).events[0]?.at;
  });
  expect(times).toEqual([new Date(1_761_998_340_000), now, now]);
});

test("any JSON is read without throwing", () => {
  const kinds = fc.constantFrom("messages.update", "messages.received", "message.sent", "session.status");
  fc.assert(fc.property(kinds, fc.jsonValue(), (event, data) => void parse(event, data)));
  fc.assert(fc.property(fc.jsonValue(), (body) => void parseWebhook(body, now)));
});

test("only the secret itself proves a webhook", () => {
  const headers = ["the-secret", "the-secre", "the-secrett", "", undefined];
  expect(headers.map((header) => provesWasender(header, "the-secret"))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(provesWasender("", "")).toBe(false);
});
