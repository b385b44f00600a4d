// Meta's published webhooks, read into what they are for us: a person's message, evidence, or something for others.

import { describe, expect, test } from "vitest";
import { parseWebhook } from "../index.ts";
import { delivered, groups, incoming, messages, metadata, webhook } from "./webhooks.ts";

const phoneNumberId = metadata.phone_number_id;

test.each(Object.entries(messages))("%s is what a person wrote", (_, message) => {
  const { id, from: _from, timestamp, type, ...body } = message;
  expect(parseWebhook(incoming(message))).toEqual({
    events: [
      {
        phoneNumberId,
        event: {
          kind: "inbound",
          providerMessageId: id,
          from: "+16505551234",
          fromLid: null,
          fromUserId: null,
          account: null,
          name: type === "system" ? null : "Sheena Nelson",
          type,
          body,
          at: new Date(Number(timestamp) * 1_000),
        },
      },
    ],
    other: [],
    unreadable: [],
  });
});

test("a delivered message is evidence, when Meta says it was", () => {
  expect(parseWebhook(webhook({ statuses: [delivered] }))).toEqual({
    events: [
      {
        phoneNumberId,
        event: {
          kind: "status",
          status: "delivered",
          providerMessageId: delivered.id,
          correlation: null,
          at: new Date(1_750_263_773_000),
          error: null,
          retry: null,
        },
      },
    ],
    other: [],
    unreadable: [],
  });
});

describe("a change we have no use for", () => {
  test.each(Object.entries(groups))("%s is kept whole, and no error", (_, change) => {
    const body = {
      object: "whatsapp_business_account",
      entry: [{ id: "102290129340398", changes: [change] }],
    };
    expect(parseWebhook(body)).toEqual({
      events: [],
      other: [
        {
          field: change["field"],
          wabaId: "102290129340398",
          phoneNumberId,
          value: change["value"],
          at: null,
        },
      ],
      unreadable: [],
    });
  });
});
