// What the phone passes on, of messages this device could not decrypt: kept before it is confirmed.

import { proto } from "baileys";
import type { BinaryNode } from "baileys";
import { describe, expect, test } from "vitest";
import type { InboundEvent } from "../../transport.ts";
import { createBoundedMap } from "../bounded-map.ts";
import { createHearing } from "./hearing.ts";
import type { Arrived } from "./inbound.ts";

const me = "5511900000001@s.whatsapp.net";
const person = "14155550100@s.whatsapp.net";

function listening(tell: (event: InboundEvent) => Promise<void>, asked: Partial<Arrived> | null = null) {
  return createHearing({
    me: () => ({ id: me }),
    now: () => new Date(0),
    phoneOfLid: async () => null,
    keep: async () => {},
    tell,
    onEcho: async () => {},
    askedFor: async () => asked,
    told: createBoundedMap<true>({ entries: 10 }),
    sent: async () => null,
  });
}

/** The phone's answer, as it stands in a message of its own to its device. */
function answer(from: string): { stanza: BinaryNode; ciphertext: Uint8Array; plaintext: Uint8Array } {
  const passedOn = proto.WebMessageInfo.encode({
    key: { id: "LATE1", remoteJid: person, fromMe: false },
    message: { conversation: "read me" },
    messageTimestamp: 1_700_000_000,
  }).finish();
  const peerDataOperationResult = [
    { placeholderMessageResendResponse: { webMessageInfoBytes: passedOn } },
    { placeholderMessageResendResponse: { webMessageInfoBytes: Buffer.from("no message") } },
  ];
  const type = proto.Message.ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE;
  const protocolMessage = { type, peerDataOperationRequestResponseMessage: { peerDataOperationResult } };
  const ciphertext = Buffer.from("sealed");
  const attrs = { id: "PEER1", from, category: "peer", t: "1700000000", type: "text" };
  const stanza = { tag: "message", attrs, content: [{ tag: "enc", attrs: {}, content: ciphertext }] };
  // Padded with one byte, which tells its own length.
  const plaintext = Buffer.concat([proto.Message.encode({ protocolMessage }).finish(), Buffer.from([1])]);
  return { stanza, ciphertext, plaintext };
}

async function hear(hearing: ReturnType<typeof listening>, from: string): Promise<void> {
  const { stanza, ciphertext, plaintext } = answer(from);
  hearing.onStanza(stanza);
  await hearing.onDecrypted(ciphertext, plaintext);
}

describe("a message the phone passes on", () => {
  test("is told when its carrier is decrypted, once, from where it first came", async () => {
    const told: InboundEvent[] = [];
    const pushName = "Ana";
    const hearing = listening(async (event) => void told.push(event), { pushName });
    await hear(hearing, me);
    const late = { key: { id: "LATE1", remoteJid: person }, message: { conversation: "read me" } };
    await hearing.onUpserted([late]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ providerMessageId: "LATE1", from: "+14155550100", name: "Ana" });
    expect(told[0]?.body).toMatchObject({ text: { body: "read me" } });
  });

  test("that could not be kept leaves its carrier unconfirmed", async () => {
    let refusals = 1;
    const told: InboundEvent[] = [];
    const hearing = listening(async (event) => {
      if (refusals-- > 0) throw new Error("no room");
      told.push(event);
    });
    await expect(hear(hearing, me)).rejects.toThrow("no room");
    await hear(hearing, me);
    expect(told).toHaveLength(1);
  });

  test("is not believed of anybody but the phone", async () => {
    const told: InboundEvent[] = [];
    await hear(
      listening(async (event) => void told.push(event)),
      person,
    );
    expect(told).toEqual([]);
  });
});
