// POST /api/send-message, and what became of it: accepted first ("in_progress"), sent and told afterwards.
import { randomBytes } from "node:crypto";
import { accept, judge } from "../gateway/index.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { JsonObject } from "../json.ts";
import { entry } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { temperOf } from "../people/temper.ts";
import type { Status } from "../webhooks/status.ts";
import { contentOf } from "./contents.ts";
import { jidOf, PENDING, STATUSES } from "./events.ts";
import { WasenderRefused, wrong } from "./refused.ts";
import type { WasenderSession } from "./sessions.ts";

/** Told after acceptance: the message never went ("Status Codes", 0). */
export type OnFailed = (key: JsonObject) => void;

export function sendMessage(
  network: Network,
  session: WasenderSession,
  body: JsonObject,
  onFailed: OnFailed,
): Answer {
  const phone = phoneIn(body["to"]);
  const content = contentOf(body);
  if (!content) throw wrong({ text: ["The text field is required."] });
  const { number } = session.link;
  if (session.status !== "connected" || number === null)
    throw new WasenderRefused(422, { success: false, message: "Session is not Connected" });
  // As clients in the field see it; the documents do not show it.
  if (temperOf(phone) === "not_on_whatsapp")
    throw new WasenderRefused(422, { success: false, message: "JID does not exist on WhatsApp." });
  const silence = { kind: "silence", ms: network.conditions.faults.requests.timeout_ms } as const;
  const verdict = judge(network, number, phone);
  if (verdict.kind === "not_taken") return verdict.silent ? silence : { kind: "reset" };
  // …0007, and an error of the stanza: asked to come again, as beyond the plan's rate ("Understanding Rate Limits").
  if (verdict.kind === "refused" && verdict.code === 479)
    throw new WasenderRefused(429, { message: "Too many requests.", retry_after: 1 });
  const id = `3EB0${randomBytes(9).toString("hex").toUpperCase()}`;
  const msgId = 100_000 + session.messages.size;
  session.messages.set(msgId, { phone, id });
  const taken = reply({ success: true, data: { msgId, jid: `+${phone}`, status: "in_progress" } });
  if (verdict.kind === "refused") {
    onFailed({ remoteJid: jidOf(phone), id, fromMe: true });
    return taken;
  }
  accept(network, { number, phone, id, ...content, hidden: verdict.hidden });
  if (verdict.answered === "reset") return { kind: "reset" };
  return verdict.answered === "silence" ? silence : taken;
}

/** E.164; groups and channels are not part of this network. */
export function phoneIn(to: unknown): number {
  const digits = /^\+?([1-9]\d{6,14})(@s\.whatsapp\.net)?$/.exec(String(to))?.[1];
  if (digits === undefined) throw wrong({ to: ["The to field must be a valid phone number."] });
  return Number(digits);
}

/** GET /api/messages/{msgId}/info */
export function messageInfo({ ledger }: Network, session: WasenderSession, msgId: number): Answer {
  const message = session.messages.get(msgId);
  if (!message) throw new WasenderRefused(404, { success: false, message: "Message not found" });
  const { phone, id } = message;
  const row = ledger.stanzas.find(phone, id);
  const outcome = row === undefined ? "failed" : entry.outcome(ledger, row);
  const key = { id, fromMe: true, remoteJid: jidOf(phone) };
  return reply({
    success: true,
    data: { remoteJid: jidOf(phone), id, msgId, key, status: statusOf(outcome) },
  });
}

function statusOf(outcome: string): number {
  const reached: Readonly<Record<string, Status>> = { received: "delivered", lost: "sent" };
  const status = reached[outcome] ?? outcome;
  return Object.hasOwn(STATUSES, status) ? STATUSES[status as Status] : PENDING;
}
