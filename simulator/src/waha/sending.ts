// Sends through a WAHA session: judged like everybody's, then a message of this network with the caller's id.
import { randomBytes } from "node:crypto";
import { accept, judge } from "../gateway/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { JsonObject } from "../json.ts";
import { entry } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import type { Status } from "../webhooks/status.ts";
import { bareId } from "./contents.ts";
import type { Content } from "./contents.ts";
import { ACKS } from "./events.ts";
import { badRequest, refused, serverReturned, wrongStatus } from "./refused.ts";
import { chatOf } from "./sessions.ts";
import type { WahaSession } from "./sessions.ts";

export type Sent = { id: string; phone: number; content: Content };

/** `onSent` hears of it before the answer goes out, as `message.any` does. */
export function send(
  network: Network,
  session: WahaSession,
  { phone, id, content }: Sent,
  onSent: (payload: JsonObject) => void,
): Answer {
  const { number } = session.link;
  if (session.status !== "WORKING" || number === null)
    throw wrongStatus(session.name, session.status, "WORKING");
  const silence = { kind: "silence", ms: network.conditions.faults.requests.timeout_ms } as const;
  const verdict = judge(network, number, phone);
  if (verdict.kind === "not_taken") return verdict.silent ? silence : { kind: "reset" };
  if (verdict.kind === "refused") throw serverReturned(verdict.code);
  accept(network, { number, phone, id, ...content, hidden: verdict.hidden });
  const payload = sentPayload(network, session, { phone, id, content });
  onSent(payload);
  if (verdict.answered === "reset") return { kind: "reset" };
  return verdict.answered === "silence" ? silence : reply(payload, 201);
}

function sentPayload(network: Network, session: WahaSession, { phone, id, content }: Sent): JsonObject {
  const chat = chatOf(phone);
  const body = Array.isArray(content.content) ? "" : (content.content["body"] ?? content.content["caption"]);
  return {
    id: `true_${chat}_${id}`,
    timestamp: Math.floor(network.clock.now() / 1_000),
    from: chatOf(session.link.number?.digits ?? ""),
    fromMe: true,
    source: "api",
    to: chat,
    body: body ?? "",
    hasMedia: false,
    ack: 0,
    ackName: "PENDING",
    vCards: [],
    _data: {},
  };
}

/** The id the caller gives (changelog 2026.4.3), or one in the shape of WhatsApp Web's. */
export function idIn({ id }: JsonObject): string {
  if (id === undefined || id === null) return freshId();
  if (typeof id !== "string" || !/^[A-Za-z0-9]{1,64}$/.test(id)) throw badRequest("id must be a message id");
  return id;
}

export function freshId(): string {
  return `3EB0${randomBytes(9).toString("hex").toUpperCase()}`;
}

/** A number with or without `@c.us`; groups and channels are not part of this network. */
export function phoneIn(chatId: unknown): number {
  const digits = /^\+?(\d{7,15})(@c\.us|@s\.whatsapp\.net)?$/.exec(String(chatId))?.[1];
  if (digits === undefined) throw badRequest("chatId must be a phone number with @c.us");
  return Number(digits);
}

/** GET /api/{session}/chats/{chatId}/messages/{messageId}: a message of ours, with how far it has come. */
export function messageById(network: Network, chatId: string, messageId: string): Answer {
  const { ledger } = network;
  const phone = phoneIn(chatId);
  const row = ledger.stanzas.find(phone, bareId(messageId));
  if (row === undefined) throw refused(404, "Message not found", "Not Found");
  const [ack, ackName] = ackOf(entry.outcome(ledger, row));
  const chat = chatOf(phone);
  return reply({ id: `true_${chat}_${entry.id(ledger, row)}`, from: chat, fromMe: true, ack, ackName });
}

function ackOf(outcome: string): readonly [number, string] {
  const reached: Readonly<Record<string, Status>> = { received: "delivered", lost: "sent" };
  const status = reached[outcome] ?? outcome;
  return Object.hasOwn(ACKS, status) ? ACKS[status as Status] : [0, "PENDING"];
}
