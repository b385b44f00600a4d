// Hears each message at the moment it is decrypted: its event is durable before WhatsApp is told that we have
// it.

import { decodeMessageNode, proto, unpadRandomMax16 } from "baileys";
import type { BinaryNode, Contact } from "baileys";
import type { InboundEvent } from "../../transport.ts";
import type { BoundedMap } from "../bounded-map.ts";
import { isNotAPerson } from "../jids.ts";
import type { Row } from "../keys/rows.ts";
import type { SentMessage } from "../sent-messages.ts";
import type { InboundBody } from "./body.ts";
import { inboundOf } from "./inbound.ts";
import type { Arrived } from "./inbound.ts";
import { createIntake } from "./intake.ts";
import type { Intake } from "./intake.ts";
import { heardRow } from "./remember.ts";
import { pollVotedIn, readVote } from "./vote.ts";

export type Hearing = {
  /** To be told of each message stanza before Baileys works on it. */
  onStanza(stanza: BinaryNode): void;
  onDecrypted(ciphertext: Uint8Array, plaintext: Uint8Array): Promise<void>;
  onTried(ciphertext: Uint8Array): void;
  /** Messages that came another way, such as those the phone passes on when we could not decrypt them. */
  onUpserted(messages: readonly Arrived[]): Promise<void>;
  intake: Intake;
};

export type HearingDeps = {
  me(): Contact | undefined;
  now(): Date;
  /** The number behind a LID, if it is known. */
  phoneOfLid(lid: string): Promise<string | null>;
  /** Kept along with the ratchet: what a later reply quotes, and its file is found by. */
  keep(row: Row): Promise<void>;
  /** Must not wait for a send of this session: it is called with the lock on its keys. */
  tell(event: InboundEvent): Promise<void>;
  /** One of ours, seen by another device of the number: so WhatsApp has it. Durable when it resolves. */
  onEcho(id: string, at: Date): Promise<void>;
  /** Where a message came from that the phone was asked for: its answer may leave that out. */
  askedFor(id: string): Promise<Partial<Arrived> | null>;
  /** Survives connections: ids already told. */
  told: BoundedMap<true>;
  /** A message of ours, for a vote in it. */
  sent(id: string): Promise<SentMessage | null>;
};

export function createHearing(deps: HearingDeps): Hearing {
  // Baileys hands the very bytes of the stanza to the decryption, which is what ties the two together.
  const stanzas = new WeakMap<object, BinaryNode>();
  const intake = createIntake();
  const done = (id: string | null | undefined) => {
    if (id) intake.done(id, deps.now());
  };
  return {
    intake,
    onStanza: (stanza) => {
      for (const child of Array.isArray(stanza.content) ? stanza.content : []) {
        if (child.tag !== "enc" || !(child.content instanceof Uint8Array)) continue;
        stanzas.set(child.content, stanza);
        const { id } = stanza.attrs;
        if (id !== undefined && isForUs(stanza, child)) intake.came(id, deps.now());
      }
    },
    onDecrypted: async (ciphertext, plaintext) => {
      const stanza = stanzas.get(ciphertext);
      const arrived = stanza ? read(deps, stanza, plaintext) : null;
      if (!arrived) return;
      if (!isOfOwnPhone(arrived)) return await hear(deps, arrived);
      for (const message of passedOnIn(arrived)) await hearPassedOn(deps, message);
    },
    onTried: (ciphertext) => done(stanzas.get(ciphertext)?.attrs["id"]),
    onUpserted: async (messages) => {
      for (const message of messages) {
        const { id, fromMe } = message.key;
        done(id);
        // Statuses of our own messages come along with them.
        if (!id || fromMe === true || !message.message || deps.told.get(id)) continue;
        await hear(deps, message);
      }
    },
  };
}

/** Groups and bots are sent away by Baileys before it decrypts anything. */
function isForUs({ attrs: { from, recipient } }: BinaryNode, enc: BinaryNode): boolean {
  const isOther = [from, recipient].some((jid) => jid !== undefined && isNotAPerson(jid));
  return !isOther && enc.attrs["type"] !== "msmsg";
}

type Read = Arrived & { category: string | undefined };

/** A person may send any bytes at all: what cannot be read is not heard, and Baileys asks for it again. */
function read(deps: HearingDeps, stanza: BinaryNode, plaintext: Uint8Array): Read | null {
  const me = deps.me();
  if (!me) return null;
  try {
    const { fullMessage } = decodeMessageNode(stanza, me.id, me.lid ?? "");
    const decoded = proto.Message.decode(unpadRandomMax16(plaintext));
    const message = decoded.deviceSentMessage?.message ?? decoded;
    return { ...fullMessage, message, category: stanza.attrs["category"] };
  } catch {
    return null;
  }
}

/** A device among the number's own. Anybody can call a message so; only what we sent ourselves may be one. */
function isOfOwnPhone({ category }: Read): boolean {
  return category === "peer";
}

/** Messages we could not decrypt, and had asked the phone for. */
function passedOnIn({ key, message }: Read): Arrived[] {
  if (key.fromMe !== true) return [];
  const answer = message?.protocolMessage?.peerDataOperationRequestResponseMessage;
  return (answer?.peerDataOperationResult ?? []).flatMap(({ placeholderMessageResendResponse: found }) =>
    found?.webMessageInfoBytes ? messageIn(found.webMessageInfoBytes) : [],
  );
}

function messageIn(bytes: Uint8Array): Arrived[] {
  try {
    const { key, ...rest } = proto.WebMessageInfo.decode(bytes);
    return key ? [{ ...rest, key }] : [];
  } catch {
    return [];
  }
}

/** Baileys tells it again once it has confirmed it, which may be too late. */
async function hearPassedOn(deps: HearingDeps, passedOn: Arrived): Promise<void> {
  const { id, fromMe } = passedOn.key;
  if (!id || fromMe === true || !passedOn.message || deps.told.get(id)) return;
  const { message, messageTimestamp } = passedOn;
  const known = await deps.askedFor(id);
  await hear(deps, { ...passedOn, ...known, message, ...(messageTimestamp ? { messageTimestamp } : {}) });
}

async function hear(deps: HearingDeps, arrived: Arrived): Promise<void> {
  const { id, fromMe } = arrived.key;
  if (!id) return;
  if (fromMe === true) return await deps.onEcho(id, deps.now());
  const event = inboundOf(arrived, deps.now());
  if (!event) return;
  const pressed = await voteIn(deps, arrived);
  // To have chosen nothing any more is no message.
  if (pressed === "taken_back") return;
  const from = event.from ?? (event.fromLid === null ? null : await deps.phoneOfLid(event.fromLid));
  await deps.keep(heardRow(id, arrived.message ?? {}));
  await deps.tell({ ...event, from, ...pressed });
  deps.told.set(id, true);
}

async function voteIn(deps: HearingDeps, arrived: Arrived): Promise<InboundBody | "taken_back" | null> {
  const id = pollVotedIn(arrived);
  const sent = id === null ? null : await deps.sent(id);
  return id === null || sent === null ? null : readVote(arrived, { id, sent }, deps.me());
}
