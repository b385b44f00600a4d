// Meta's webhooks as they really come: late, doubled, half filled, with fields and kinds nobody has
// seen before.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sign } from "./loopback-graph.ts";
import { parseWebhook, verifySignature } from "./index.ts";

const phoneNumberId = "300000000000001";
const metadata = { display_phone_number: "914840000000", phone_number_id: phoneNumberId };

function webhook(value: Record<string, unknown>, field = "messages") {
  return {
    object: "whatsapp_business_account",
    entry: [
      {
        id: "200000000000001",
        changes: [{ field, value: { messaging_product: "whatsapp", metadata, ...value } }],
      },
    ],
  };
}

const sent = {
  id: "wamid.OUT1",
  status: "sent",
  timestamp: "1795000005",
  recipient_id: "919000000001",
};
const hello = {
  from: "919000000001",
  id: "wamid.IN1",
  timestamp: "1795000000",
  type: "text",
  text: { body: "Hi" },
};
const asha = {
  profile: { name: "Asha", username: "asha.n" },
  wa_id: "919000000001",
  user_id: "IN.1349",
};

const eventsOf = (value: Record<string, unknown>) =>
  parseWebhook(webhook(value)).events.map(({ event }) => event);

describe("statuses", () => {
  test("a status is evidence, with our own name of the attempt", () => {
    const status = {
      ...sent,
      biz_opaque_callback_data: "msg_1.1",
      pricing: { billable: true, pricing_model: "PMP", category: "marketing" },
      conversation: { id: "72b1" },
    };
    expect(parseWebhook(webhook({ contacts: [asha], statuses: [status] }))).toEqual({
      events: [
        {
          phoneNumberId,
          event: {
            kind: "status",
            status: "sent",
            providerMessageId: "wamid.OUT1",
            correlation: "msg_1.1",
            at: new Date(1_795_000_005_000),
            error: null,
            retry: null,
          },
        },
      ],
      other: [],
      unreadable: [],
    });
  });

  test.each(["1795000005", 1_795_000_005])("the timestamp %j is a time", (timestamp) => {
    expect(eventsOf({ statuses: [{ ...sent, timestamp }] })).toMatchObject([
      { at: new Date(1_795_000_005_000) },
    ]);
  });

  test.each([undefined, null, "", "soon", "-5", 0, 1e300, Number.MAX_SAFE_INTEGER, {}, ["1795000005"]])(
    "the timestamp %j is none",
    (timestamp) => {
      const { events, unreadable } = parseWebhook(webhook({ statuses: [{ ...sent, timestamp }] }));
      expect(events).toEqual([]);
      expect(unreadable).toEqual([
        { path: "/entry/0/changes/0/value/statuses/0", reason: "it has no readable timestamp" },
      ]);
    },
  );

  test("a failure says why, and whether trying again may help", () => {
    const failed = (code: number, error_data: unknown) => ({
      ...sent,
      status: "failed",
      errors: [{ code, title: "Not delivered", error_data }],
    });
    expect(
      eventsOf({ statuses: [failed(131049, { details: "Too much" }), failed(131000, "A hiccup")] }),
    ).toMatchObject([
      {
        error: {
          code: "marketing_capped",
          providerCode: "131049",
          detail: "Not delivered: Too much",
        },
        retry: null,
      },
      {
        error: { code: "provider_error", detail: "Not delivered: A hiccup" },
        retry: { afterMs: 30_000 },
      },
    ]);
  });

  test("a failure of the whole account says whom it stops besides its message", () => {
    const failed = (code: number) => ({ ...sent, status: "failed", errors: [{ code, title: "Not sent" }] });
    expect(eventsOf({ statuses: [failed(131042), failed(132015), failed(131026)] })).toMatchObject([
      { blocks: { scope: "sender", afterMs: null } },
      { blocks: { scope: "template", afterMs: null } },
      { blocks: null },
    ]);
  });

  test.each([undefined, [], [{}], {}, "x", [{ code: "none" }]])(
    "a failure with errors %j still counts",
    (errors) => {
      expect(eventsOf({ statuses: [{ ...sent, status: "failed", errors }] })).toMatchObject([
        { status: "failed", error: { code: "provider_error" }, retry: null },
      ]);
    },
  );

  test.each(["deleted", "warning", "teleported"])("the status %s is reported as something else", (status) => {
    const { events, other, unreadable } = parseWebhook(webhook({ statuses: [{ ...sent, status }] }));
    expect([events, unreadable]).toEqual([[], []]);
    expect(other).toMatchObject([{ field: `status.${status}`, phoneNumberId, wabaId: "200000000000001" }]);
  });
});

describe("messages from people", () => {
  test("a text, with its author's name", () => {
    expect(eventsOf({ contacts: [asha], messages: [{ ...hello, context: { id: "wamid.OUT1" } }] })).toEqual([
      {
        kind: "inbound",
        providerMessageId: "wamid.IN1",
        from: "+919000000001",
        fromLid: null,
        fromUserId: "IN.1349",
        account: "200000000000001",
        name: "Asha",
        type: "text",
        body: { text: { body: "Hi" }, context: { id: "wamid.OUT1" } },
        at: new Date(1_795_000_000_000),
      },
    ]);
  });

  test("a person known by user id only", () => {
    const { from: _, ...nameless } = hello;
    const contact = { profile: { name: "Asha" }, user_id: "IN.1349" };
    expect(
      eventsOf({ contacts: [contact], messages: [{ ...nameless, from_user_id: "IN.1349" }] }),
    ).toMatchObject([{ from: null, fromUserId: "IN.1349", name: "Asha" }]);
  });

  test("a person without contacts", () => {
    expect(eventsOf({ messages: [hello] })).toMatchObject([
      { from: "+919000000001", fromUserId: null, name: null },
    ]);
  });

  test("among several contacts, the author's", () => {
    const other = { profile: { name: "Ravi" }, wa_id: "919000000002" };
    expect(eventsOf({ contacts: [other, asha], messages: [hello] })).toMatchObject([{ name: "Asha" }]);
    expect(eventsOf({ contacts: [other, other], messages: [hello] })).toMatchObject([{ name: null }]);
  });

  test.each([
    ["reaction", { reaction: { message_id: "wamid.OUT1" } }],
    ["interactive", { interactive: { type: "button_reply", button_reply: { id: "a", title: "A" } } }],
    ["unsupported", { errors: [{ code: 131051 }], unsupported: { type: "poll_creation" } }],
    ["contacts", { contacts: [{ name: { formatted_name: "Ravi" } }] }],
    ["hologram", { hologram: { beam: true } }],
  ])("the type %s, with all that belongs to it", (type, body) => {
    const { text: _, ...bare } = hello;
    expect(eventsOf({ messages: [{ ...bare, type, ...body }] })).toMatchObject([{ type, body }]);
  });

  test("characters that cannot be stored are taken out, the message stays", () => {
    const message = { ...hello, text: { body: "a\0b\ud83d" }, "odd\0key": 1 };
    const contact = { profile: { name: "As\0ha" }, wa_id: "919000000001" };
    expect(eventsOf({ contacts: [contact], messages: [message] })).toMatchObject([
      { name: "Asha", body: { text: { body: "ab\ufffd" }, oddkey: 1 } },
    ]);
  });
});

describe("what else comes", () => {
  test("one bad item never costs its siblings", () => {
    const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
    const value = {
      statuses: [null, sent, { id: "wamid.X" }, { ...sent, id: {} }, { ...sent, odd: deep }],
      messages: [7, hello, { ...hello, from: { toString: 1 } }],
    };
    const body = { entry: [null, { changes: 5 }, ...webhook(value).entry] };
    const { events, unreadable } = parseWebhook(body);
    expect(events.map(({ event }) => event.providerMessageId)).toEqual(["wamid.OUT1", "wamid.IN1"]);
    expect(unreadable.map(({ path }) => path.replace("/entry/2/changes/0/value", ""))).toEqual([
      "/entry/0",
      "/entry/1",
      "/statuses/0",
      "/statuses/2",
      "/statuses/3",
      "/statuses/4",
      "/messages/0",
      "/messages/2",
    ]);
  });

  test("an item of no number cannot be placed", () => {
    const { events, unreadable } = parseWebhook(webhook({ metadata: {}, statuses: [sent] }));
    expect(events).toEqual([]);
    expect(unreadable).toHaveLength(1);
  });

  test("templates, accounts and preferences are handed on whole", () => {
    const value = {
      event: "PAUSED",
      message_template_id: 900,
      message_template_name: "trip_reminder",
    };
    const body = {
      entry: [
        {
          id: 200,
          time: 1_795_000_000,
          changes: [{ field: "message_template_status_update", value }],
        },
      ],
    };
    expect(parseWebhook(body)).toEqual({
      events: [],
      other: [
        {
          field: "message_template_status_update",
          wabaId: "200",
          phoneNumberId: null,
          value,
          at: new Date(1_795_000_000_000),
        },
      ],
      unreadable: [],
    });
    const preference = { user_preferences: [{ wa_id: "919000000001", value: "stop" }] };
    expect(parseWebhook(webhook(preference, "user_preferences")).other).toMatchObject([
      { field: "user_preferences", phoneNumberId, value: preference },
    ]);
  });

  test("calls have statuses of their own, which are not ours", () => {
    const { events, other } = parseWebhook(webhook({ statuses: [sent] }, "calls"));
    expect(events).toEqual([]);
    expect(other).toMatchObject([{ field: "calls" }]);
  });

  test("account errors beside messages are handed on", () => {
    const { events, other } = parseWebhook(webhook({ messages: [hello], errors: [{ code: 131000 }] }));
    expect(events).toHaveLength(1);
    expect(other).toMatchObject([{ field: "errors", value: [{ code: 131000 }] }]);
  });

  test("a change without a field is known by what it holds", () => {
    const [entry] = webhook({ statuses: [sent] }).entry;
    const changes = entry?.changes.map(({ value }) => ({ value }));
    expect(parseWebhook({ entry: [{ changes }] }).events).toHaveLength(1);
  });

  const items = fc.oneof(
    fc.jsonValue(),
    fc.record({
      ...fields(sent),
      errors: fc.jsonValue(),
      biz_opaque_callback_data: fc.jsonValue(),
    }),
    fc.record({ ...fields(hello), from_user_id: fc.jsonValue(), context: fc.jsonValue() }),
  );

  test("any JSON is read without throwing, and each item is counted once", () => {
    fc.assert(
      fc.property(fc.array(items), fc.array(items), fc.jsonValue(), (statuses, messages, contacts) => {
        const { events, other, unreadable } = parseWebhook(webhook({ statuses, messages, contacts }));
        expect(events.length + other.length + unreadable.length).toBe(statuses.length + messages.length);
        expect(JSON.stringify(events)).not.toContain("\\u0000");
        for (const { event } of events) expect(event.at.getTime()).not.toBeNaN();
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (body) => void parseWebhook(body)));
  });
});

/** Each field as it should be, or anything at all. */
function fields(good: Record<string, unknown>): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(good).map(([name, value]) => [
      name,
      fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, fc.jsonValue()),
    ]),
  );
}

describe("signatures", () => {
  const rawBody = Buffer.from('{"entry":[{"text":"\\u00e9"}]}');
  const header = sign(rawBody, "right");

  test("any of the apps' secrets may have signed", () => {
    expect(verifySignature(rawBody, header, ["right"])).toBe(true);
    expect(
      verifySignature(rawBody, header.toUpperCase().replace("SHA256", "sha256"), ["wrong", "right"]),
    ).toBe(true);
  });

  test("one changed byte is noticed", () => {
    const changed = Buffer.from(rawBody);
    changed[3] = 1;
    expect(verifySignature(changed, header, ["right"])).toBe(false);
  });

  test.each([
    undefined,
    "",
    "sha256=",
    "sha1=abc",
    header.slice(0, -1),
    `${header}0`,
    header.replace("sha256=", ""),
  ])("the header %j proves nothing", (value) => {
    expect(verifySignature(rawBody, value, ["right"])).toBe(false);
  });

  test("no secret, and an empty one, prove nothing", () => {
    expect(verifySignature(rawBody, header, [])).toBe(false);
    expect(verifySignature(rawBody, sign(rawBody, ""), [""])).toBe(false);
    expect(verifySignature(rawBody, header, ["wrong"])).toBe(false);
  });
});
