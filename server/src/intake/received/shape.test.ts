// One shape for what people send, whichever road it came by: recorded payloads of each, and JSON of any kind.

import { createParser, type ReceivedType, receivedMessage, receivedTypes } from "@waypost/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWebhook as parseCloudApi } from "../../transports/cloud-api/index.ts";
import type { InboundEvent } from "../../transports/transport.ts";
import { parseWebhook as parseWaha } from "../../transports/waha/index.ts";
import { parseWebhook as parseWasender } from "../../transports/wasender/index.ts";
import { readInboundMessage } from "../../transports/whatsapp-web/testing/read-inbound.ts";
import { inboundRow } from "../keep-inbound.ts";
import { presentReceived } from "./present-received.ts";
import { shapeOf } from "./shape.ts";
import { cloudApiGoldens } from "./testing/cloud-api.ts";
import { wahaGoldens, wasenderGoldens } from "./testing/gateways.ts";
import type { Golden } from "./testing/golden.ts";
import { whatsappWebGoldens } from "./testing/whatsapp-web.ts";

const now = new Date("2026-11-20T10:00:00Z");

type Road = { goldens: readonly Golden[]; read(payload: object): InboundEvent | undefined };

/** Types a road has no way to tell of are what it is to lack. */
const roads: Readonly<Record<string, Road & { without: readonly ReceivedType[] }>> = {
  cloud_api: {
    goldens: cloudApiGoldens,
    read: (payload) => {
      const value = { metadata: { phone_number_id: "300000000000001" }, messages: [payload] };
      const body = { entry: [{ id: "200000000000001", changes: [{ field: "messages", value }] }] };
      return inboundIn(parseCloudApi(body).events.map(({ event }) => event));
    },
    without: [],
  },
  whatsapp_web: {
    goldens: whatsappWebGoldens,
    read: (payload) =>
      readInboundMessage(payload, { remoteJid: "77@lid", remoteJidAlt: "919000000001@s.whatsapp.net" }) ??
      undefined,
    without: ["order", "system"],
  },
  waha: {
    goldens: wahaGoldens,
    read: (payload) => inboundIn(parseWaha(payload, now).events),
    without: ["button", "interactive", "order", "system"],
  },
  wasender: {
    goldens: wasenderGoldens,
    read: (payload) => inboundIn(parseWasender(payload, now).events),
    without: ["order", "system"],
  },
};

function inboundIn(events: readonly { kind: string }[]): InboundEvent | undefined {
  return events.find((event): event is InboundEvent => event.kind === "inbound");
}

const owner = {
  tenantId: "01890a5d-ac96-774b-bcce-b302099a8001",
  senderId: "01890a5d-ac96-774b-bcce-b302099a8002",
};
const parse = createParser(receivedMessage);

/** As the API shows it, checked against the contract. */
function shown(event: InboundEvent): Record<string, unknown> {
  const row = inboundRow(owner, event, "01890a5d-ac96-774b-bcce-b302099a8003");
  const stored = { ...row, at: new Date(row.at), received_at: now, file_state: null, media_id: null };
  const person = { id: owner.senderId, asked: "", name: "Asha", phone: null, lid: null, user_id: "IN.1349" };
  const message = presentReceived(stored, person);
  const checked = parse(JSON.parse(JSON.stringify(message)));
  expect(checked.ok ? [] : checked.errors).toEqual([]);
  return message;
}

describe.each(Object.entries(roads))("over %s", (_road, { goldens, read, without }) => {
  test.each(goldens.map((golden) => [golden.name, golden] as const))("%s", (_name, golden) => {
    const event = read(golden.payload);
    expect(event).toMatchObject({ kind: "inbound" });
    if (event === undefined) return;
    const { type, media, context, referral, ...rest } = shown(event);
    expect({ type, content: rest[golden.type], context, referral }).toEqual({
      type: golden.type,
      content: golden.content,
      context: golden.context ?? null,
      referral: golden.referral ?? null,
    });
    expect(media).toEqual(golden.file === undefined ? null : { state: "remote", id: null, ...golden.file });
  });

  test("there is a recorded message of every type it can tell of", () => {
    const types = new Set(goldens.map(({ type }) => type));
    expect(receivedTypes.filter((type) => !types.has(type))).toEqual(without);
  });
});

test("JSON of any kind is of a type of the contract, and nothing of it is lost", () => {
  const kinds = fc.oneof(fc.constantFrom(...receivedTypes, "edit", "revoke", "voice"), fc.string());
  const content = fc.oneof(
    fc.jsonValue(),
    fc.record({ type: fc.string(), id: fc.string(), body: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(kinds, content, fc.jsonValue(), (type, value, context) => {
      const event: InboundEvent = {
        kind: "inbound",
        providerMessageId: "wamid.IN1",
        from: "+919000000001",
        fromLid: null,
        fromUserId: null,
        account: null,
        name: null,
        type,
        body: { [type]: value, context },
        at: now,
      };
      const message = shown(event);
      if (message["type"] === "unsupported") expect(message["unsupported"]).toHaveProperty("raw");
    }),
  );
});

test("what was kept before there was one shape is shown in it", () => {
  expect(shapeOf("revoke", { revoke: { original_message_id: "Q" } })).toMatchObject({
    type: "revoked",
    body: { revoked: { message_id: "Q" } },
  });
});

test.each([
  ["a group", { key: { remoteJid: "1-2@g.us" } }],
  ["a status post", { key: { remoteJid: "status@broadcast" } }],
  ["a channel", { key: { remoteJid: "1@newsletter" } }],
])("what is said in %s is nobody's message to us", (_name, { key }) => {
  expect(readInboundMessage({ conversation: "Hi" }, key)).toBeNull();
  const waha = { event: "message", payload: { id: "false_1_3EB0", from: key.remoteJid, body: "Hi" } };
  expect(parseWaha(waha, now)).toEqual({ events: [], problem: null });
  const messages = { key: { id: "3EB0", fromMe: false, ...key }, messageBody: "Hi" };
  expect(parseWasender({ event: "messages.received", data: { messages } }, now)).toEqual({
    events: [],
    problem: null,
  });
});
