// The driver's small rules, each by itself: errors, choices, contacts, bodies, caches.

import * as fc from "fast-check";
import { errorDictionary } from "@waypost/contract";
import { proto } from "baileys";
import { describe, expect, test } from "vitest";
import { createAcknowledgements } from "./acknowledgements.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { failureOfError, outcomeOfError } from "./error-map.ts";
import { readBody } from "./incoming/body.ts";
import { chosen } from "./incoming/choice.ts";
import { inboundOf } from "./incoming/inbound.ts";
import { contactOf } from "../wording/read-vcard.ts";
import { lidOf, phoneOf } from "./jids.ts";
import { createLiveness } from "./liveness.ts";
import { redacted } from "./log.ts";
import { textOf } from "../wording/choices.ts";
import { vcardOf } from "../wording/vcard.ts";

describe("a refusal by WhatsApp", () => {
  test.each([
    ["404", "refused", "recipient_undeliverable"],
    ["429", "later sender", "provider_throttled"],
    ["463", "refused", "sender_quality_restricted"],
    ["479", "later message", "provider_error"],
    ["400", "refused", "request_rejected"],
    ["500", "later message", "provider_error"],
    ["599", "later message", "provider_error"],
    ["600", "refused", "request_rejected"],
    ["word", "refused", "request_rejected"],
    ["constructor", "refused", "request_rejected"],
  ])("%s: %s, %s", (providerCode, kind, code) => {
    const outcome = outcomeOfError(providerCode);
    const words = outcome.kind === "later" ? `later ${outcome.scope}` : outcome.kind;
    expect([words, outcome.kind === "accepted" ? "" : outcome.error.code]).toEqual([kind, code]);
    expect(errorDictionary).toHaveProperty(code);
    expect(failureOfError(providerCode).retry === null).toBe(kind === "refused");
  });
});

describe("an answer to numbered text", () => {
  const options = [
    { id: "a", title: "Yes" },
    { id: "b", title: "No, thanks" },
    { id: "c", title: "Yes" },
  ];

  test.each([
    ["1", "a"],
    [" 2. ", "b"],
    ["3)", "c"],
    ["no, THANKS", "b"],
    // Two are called so.
    ["yes", null],
    ["0", null],
    ["4", null],
    ["12 o'clock", null],
    ["", null],
  ])("%j is %s", (words, id) => {
    expect(chosen(words, options)?.id ?? null).toBe(id);
  });

  test("rows of a list are numbered through its sections", () => {
    const sections = [
      { title: "AM", rows: [{ id: "1", title: "9 AM", description: "early" }] },
      { title: "PM", rows: [{ id: "2", title: "3 PM" }] },
    ];
    const shown = textOf({
      type: "list",
      header: { type: "text", text: "Visit" },
      body: { text: "When?" },
      footer: { text: "Kochi" },
      action: { button: "Times", sections },
    });
    expect(shown?.text).toBe("*Visit*\n\nWhen?\n\n*AM*\n1. 9 AM\n   early\n\n*PM*\n2. 3 PM\n\n_Kochi_");
    expect(shown?.choices?.options.map(({ id }) => id)).toEqual(["1", "2"]);
  });
});

describe("a contact", () => {
  test("comes back from its card as it went", () => {
    const contact = {
      name: { formatted_name: "Asha Nair", first_name: "Asha" },
      phones: [{ phone: "+91 98765 43210", type: "WORK", wa_id: "919876543210" }],
    };
    expect(contactOf({ vcard: vcardOf(contact) })).toMatchObject({
      name: { formatted_name: "Asha Nair" },
      phones: [{ phone: "+91 98765 43210", type: "WORK", wa_id: "919876543210" }],
    });
  });

  test("cannot write lines of its own into the card", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const lines = vcardOf({ name: { formatted_name: `${name}\r\nTEL:1` } }).split(/\r\n|\r|\n/);
        expect(lines).toHaveLength(5);
      }),
    );
  });
});

describe("what a person sends", () => {
  const key = { id: "A1", remoteJid: "14155550100@s.whatsapp.net", fromMe: false };
  const now = new Date(0);

  test.each([
    [{ conversation: "hi" }, "text", { text: { body: "hi" } }],
    [
      { extendedTextMessage: { text: "hi", contextInfo: { stanzaId: "Q", isForwarded: true } } },
      "text",
      { text: { body: "hi" }, context: { id: "Q", forwarded: true } },
    ],
    [{ reactionMessage: { key: { id: "Q" }, text: "" } }, "reaction", { reaction: { message_id: "Q" } }],
    [{ protocolMessage: { type: 0, key: { id: "Q" } } }, "revoke", { revoke: { original_message_id: "Q" } }],
    [
      { protocolMessage: { type: 14, key: { id: "Q" }, editedMessage: { conversation: "ho" } } },
      "edit",
      { edit: { original_message_id: "Q", message: { type: "text", text: { body: "ho" } } } },
    ],
    [
      { buttonsResponseMessage: { selectedButtonId: "y", selectedDisplayText: "Yes" } },
      "interactive",
      { interactive: { type: "button_reply", button_reply: { id: "y", title: "Yes" } } },
    ],
    [{ ephemeralMessage: { message: { conversation: "hi" } } }, "text", { text: { body: "hi" } }],
    [
      { pollCreationMessage: { name: "?" } },
      "unsupported",
      {
        unsupported: { type: "pollCreationMessage" },
        message: { pollCreationMessage: { name: "?" } },
      },
    ],
  ])("%j is %s", (message, type, body) => {
    expect(readBody("A1", message)).toEqual({ type, body });
  });

  test("is no message when the app talks to itself", () => {
    expect(readBody("A1", {})).toBeNull();
    expect(readBody("A1", { messageContextInfo: {} })).toBeNull();
    const { HISTORY_SYNC_NOTIFICATION } = proto.Message.ProtocolMessage.Type;
    expect(readBody("A1", { protocolMessage: { type: HISTORY_SYNC_NOTIFICATION } })).toBeNull();
  });

  test("is told by number and LID, and never from groups, channels or ourselves", () => {
    const message = { conversation: "hi" };
    const told = (change: object) => inboundOf({ key: { ...key, ...change }, message }, now);
    expect(told({})).toMatchObject({ from: "+14155550100", fromLid: null });
    expect(told({ remoteJid: "99:3@lid", remoteJidAlt: key.remoteJid })).toMatchObject({
      from: "+14155550100",
      fromLid: "99@lid",
    });
    for (const remoteJid of ["1-2@g.us", "status@broadcast", "1@newsletter", "", "nonsense"]) {
      expect([remoteJid, told({ remoteJid })]).toEqual([remoteJid, null]);
    }
    expect(told({ fromMe: true })).toBeNull();
  });

  test("of any content at all is read without throwing", () => {
    const anything = fc.dictionary(
      fc.constantFrom(
        "conversation",
        "imageMessage",
        "locationMessage",
        "contactMessage",
        "reactionMessage",
        "protocolMessage",
        "extendedTextMessage",
        "documentMessage",
      ),
      fc.constantFrom({}, { text: "x" }, { contextInfo: null }, { key: null }),
      { maxKeys: 3 },
    );
    fc.assert(fc.property(anything, (message) => void readBody("A1", message)));
  });
});

describe("addresses", () => {
  test("of people are told apart from all others", () => {
    expect([phoneOf("14155550100:7@s.whatsapp.net"), phoneOf("99@lid"), phoneOf("1-2@g.us")]).toEqual([
      "+14155550100",
      null,
      null,
    ]);
    expect([lidOf("99:7@lid"), lidOf("14155550100@s.whatsapp.net"), lidOf(null)]).toEqual([
      "99@lid",
      null,
      null,
    ]);
  });
});

describe("small memories", () => {
  test("forget the oldest and the expired, and keep what is used", () => {
    let time = 0;
    const map = createBoundedMap<number>({ entries: 2, lifeMs: 10, now: () => new Date(time) });
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
    time = 10;
    expect(map.get("a")).toBeUndefined();
  });

  test("an ack is told to whoever waits, and to nobody else", async () => {
    const acks = createAcknowledgements();
    const first = acks.expect("A");
    expect(acks.settle("B", { kind: "accepted" })).toBe(false);
    expect(acks.settle("A", { kind: "accepted" })).toBe(true);
    expect(acks.settle("A", { kind: "accepted" })).toBe(false);
    const second = acks.expect("C");
    acks.settleAll({ kind: "gone" });
    expect(await Promise.all([first, second])).toEqual([{ kind: "accepted" }, { kind: "gone" }]);
  });

  test("three silences in a row are a dead connection, an answer in between makes none", () => {
    const liveness = createLiveness();
    expect([liveness.unacknowledged(), liveness.unacknowledged()]).toEqual([false, false]);
    liveness.acknowledged();
    expect([liveness.unacknowledged(), liveness.unacknowledged(), liveness.unacknowledged()]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("a log line keeps its words and loses numbers and keys", () => {
    const key = Buffer.alloc(32, 7).toString("base64");
    expect(redacted(`sent to 14155550100@s.whatsapp.net with ${key}`)).toBe(
      "sent to [number]@s.whatsapp.net with [hidden]",
    );
  });
});
