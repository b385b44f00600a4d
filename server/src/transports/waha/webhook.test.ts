// What WAHA's webhooks tell: receipts of ours, messages of people, and nothing of what is neither.

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlationOf, messageIdOf, wahaIdOf } from "./message-id.ts";
import { parseWebhook } from "./webhook.ts";
import { verifyHmac } from "./webhook-signature.ts";

const now = new Date("2026-11-01T12:00:00Z");
const at = Date.parse("2026-11-01T11:59:00Z");
const parse = (event: string, payload: object) => parseWebhook({ event, timestamp: at, payload }, now);

const name = "01890a5d-ac96-774b-bcce-b302099a8057.3";
const ours = "01890A5DAC96774BBCCEB302099A8057";

describe("a message's id", () => {
  test("is its own, the same for every attempt, and leads back to it", () => {
    expect(messageIdOf(name)).toBe(ours);
    expect(messageIdOf(name.replace(/3$/, "4"))).toBe(ours);
    expect(correlationOf(ours)).toBe(name.replace(/3$/, "1"));
    expect(messageIdOf("what others would call it")).toMatch(/^3EB0[0-9A-F]{18}$/);
  });

  test.each(["4CC5EDD64BC22EBA6D639F2AF571346C", "3EB0C767D26A8B4B5B1C", "", "01890a5d"])(
    "%s of somebody else's names nothing of ours",
    (id) => expect(correlationOf(id)).toBeNull(),
  );

  test("tells in a quote whose message it is", () => {
    expect(wahaIdOf("1@c.us", ours)).toBe(`true_1@c.us_${ours}`);
    expect(wahaIdOf("1@c.us", "3EB0C767D26A")).toBe("false_1@c.us_3EB0C767D26A");
  });
});

describe("an ack", () => {
  const ack = (fields: object) =>
    parse("message.ack", { id: `true_1415@c.us_${ours}`, from: "14155550123@c.us", fromMe: true, ...fields });

  test.each([
    [1, "sent"],
    [2, "delivered"],
    [3, "read"],
    [4, "played"],
  ])("of %i is %s", (value, status) => {
    const evidence = { kind: "status", status, providerMessageId: ours, error: null, retry: null };
    expect(ack({ ack: value }).events).toEqual([
      { ...evidence, correlation: correlationOf(ours), at: new Date(at) },
    ]);
  });

  test("of an error is a failure of the attempt that has this id", () => {
    expect(ack({ ack: -1 }).events).toMatchObject([
      { status: "failed", correlation: null, error: { code: "provider_error" } },
    ]);
  });

  test.each([{ ack: 0 }, { ack: 9 }, { ack: 3, fromMe: false }, { ack: 3, from: "120363@g.us" }])(
    "that proves nothing is passed over: %j",
    (fields) => expect(ack(fields)).toEqual({ events: [], problem: null }),
  );
});

describe("a message of a person's", () => {
  const message = (fields: object) =>
    parse("message", {
      id: "false_14155550123@c.us_3EB0AA",
      from: "14155550123@c.us",
      fromMe: false,
      ...fields,
    });

  test.each([
    [{ body: "Hi" }, "text", { text: { body: "Hi" } }],
    [
      { body: "Look", hasMedia: true, media: { mimetype: "image/jpeg", url: null } },
      "image",
      { image: { mime_type: "image/jpeg", caption: "Look" } },
    ],
    [
      { body: "", hasMedia: true, media: { mimetype: "application/pdf", filename: "a.pdf" } },
      "document",
      { document: { mime_type: "application/pdf", filename: "a.pdf" } },
    ],
    [
      { body: "", location: { latitude: 9.9, longitude: 76.2 } },
      "location",
      { location: { latitude: 9.9, longitude: 76.2 } },
    ],
    [
      { body: "Yes", replyTo: { id: `true_14155550123@c.us_${ours}` } },
      "text",
      { text: { body: "Yes" }, context: { id: ours } },
    ],
  ])("%j is of type %s", (fields, type, body) => {
    expect(message(fields).events).toEqual([
      {
        kind: "inbound",
        providerMessageId: "3EB0AA",
        from: "+14155550123",
        fromLid: null,
        fromUserId: null,
        account: null,
        name: null,
        type,
        body,
        at: new Date(at),
      },
    ]);
  });

  test("under a hidden number is by that, and by the number where the engine gives it", () => {
    const hidden = { from: "2008@lid", body: "Hi" };
    expect(message(hidden).events).toMatchObject([{ from: null, fromLid: "2008@lid" }]);
    const known = {
      ...hidden,
      _data: { Info: { SenderAlt: "14155550123@s.whatsapp.net", PushName: "Asha" } },
    };
    expect(message(known).events).toMatchObject([
      { from: "+14155550123", fromLid: "2008@lid", name: "Asha" },
    ]);
  });

  test.each(["120363@g.us", "status@broadcast", "1203@newsletter", undefined, 7])(
    "from %s is no conversation",
    (from) => expect(message({ from, body: "Hi" }).events).toEqual([]),
  );

  test("that takes a thing back or reacts is a reaction", () => {
    const reaction = { text: "🙏", messageId: `true_14155550123@c.us_${ours}` };
    const { events } = parse("message.reaction", {
      id: "false_14155550123@c.us_3EB0BB",
      from: "14155550123@c.us",
      fromMe: false,
      reaction,
    });
    expect(events).toMatchObject([
      { type: "reaction", body: { reaction: { message_id: ours, emoji: "🙏" } } },
    ]);
  });
});

test("a message of ours is proof once WhatsApp's server has it, and not before", () => {
  const own = { id: `true_1@c.us_${ours}`, fromMe: true, source: "api", to: "14155550123@c.us" };
  expect(parse("message.any", { ...own, ack: 1 }).events).toMatchObject([{ status: "sent" }]);
  expect(parse("message.any", { ...own, ack: 0 }).events).toEqual([]);
});

test("without a time of its own it happened when it came", () => {
  const payload = { id: `true_1@c.us_${ours}`, from: "1@c.us", fromMe: true, ack: 3 };
  for (const timestamp of [undefined, "yesterday", 7, Number.NaN]) {
    const { events } = parseWebhook(
      { event: "message.ack", timestamp, payload: { ...payload, from: "12345@c.us" } },
      now,
    );
    expect(events[0]?.at).toEqual(now);
  }
});

test("any JSON is read without throwing", () => {
  const kinds = fc.constantFrom(
    "message",
    "message.any",
    "message.ack",
    "message.reaction",
    "session.status",
  );
  fc.assert(
    fc.property(kinds, fc.jsonValue(), fc.jsonValue(), (event, payload, timestamp) => {
      const { events } = parseWebhook({ event, payload, timestamp }, now);
      for (const each of events) expect(each.at.getTime()).not.toBeNaN();
    }),
  );
  fc.assert(fc.property(fc.jsonValue(), (body) => void parseWebhook(body, now)));
});

describe("a signature", () => {
  // how-to/events, "HMAC authentication": body, key and signature as they stand there.
  const body = Buffer.from('{"event":"message","session":"default","engine":"WEBJS"}');
  const documented = [
    "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8",
    "097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89",
  ].join("");

  test("is WAHA's own example's", () => {
    expect(verifyHmac(body, documented, "my-secret-key")).toBe(true);
  });

  test.each([undefined, "", "zz", documented.slice(2), `${documented}00`, "0".repeat(128)])(
    "%s is refused",
    (header) => expect(verifyHmac(body, header, "my-secret-key")).toBe(false),
  );

  test("of another body, or under an empty key, is refused", () => {
    expect(verifyHmac(Buffer.from("{}"), documented, "my-secret-key")).toBe(false);
    const empty = createHmac("sha512", "").update(body).digest("hex");
    expect(verifyHmac(body, empty, "")).toBe(false);
  });
});
