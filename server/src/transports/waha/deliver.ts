// Sends one message through WAHA: whom it is for, whether somebody types first, one call, and what it proves.

import { setTimeout as delay } from "node:timers/promises";
import { lostOutcome, withoutSecret } from "../http/outcomes.ts";
import type { Outcome, OutgoingMessage } from "../transport.ts";
import { readAnswer } from "./answer.ts";
import type { Api } from "./api.ts";
import type { Doubts } from "./doubts.ts";
import { messageIdOf } from "./message-id.ts";
import type { Recipients } from "./recipients.ts";
import { writeRequest } from "./request.ts";
import type { Settings } from "./settings.ts";

export type Line = { api: Api; settings: Settings; recipients: Recipients; doubts: Doubts };

export async function deliver(line: Line, message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return notSent("The send was called off.");
  const { session, apiKey } = line.settings;
  const plain = `${message.to.replace("+", "")}@c.us`;
  const id = messageIdOf(message.correlation);
  // What WAHA cannot carry is refused before anybody is asked about.
  const draft = writeRequest(message.message, { session, chatId: plain, id });
  if (!draft.ok) return { kind: "refused", error: draft.error };
  const chatId = await line.recipients.chatOf(message.to, signal).catch(() => undefined);
  if (chatId === null) return notThere;
  if (signal.aborted) return notSent("The send was called off.");
  // WAHA did not say: the number as it is works for nearly all, and the send itself says why it does not.
  const envelope = { session, chatId: chatId ?? plain, id };
  const written = writeRequest(message.message, envelope);
  if (!written.ok) return { kind: "refused", error: written.error };
  if (message.message.type === "text" && message.typingMs !== undefined) {
    await type(line, envelope.chatId, message.typingMs, signal);
    if (signal.aborted) return notSent("The send was called off.");
  }
  const exchanged = await line.api.call({ ...written.request, mayLeave: message.mayLeave }, signal);
  const outcome =
    exchanged.kind === "answered" ? readAnswer(exchanged.answer) : lostOutcome(exchanged, signal);
  // A reaction is given no id, so there is nothing to look for.
  if (outcome.kind === "unknown" && "id" in written.request.body) {
    line.doubts.settle({ correlation: message.correlation, chatId: envelope.chatId, id });
  }
  return withoutSecret(outcome, apiKey);
}

/** how-to/presence: startTyping and stopTyping. That nobody was seen typing is no reason not to send. */
async function type({ api, settings }: Line, chatId: string, ms: number, signal: AbortSignal): Promise<void> {
  const body = { session: settings.session, chatId };
  await api.call({ method: "POST", path: "/startTyping", body }, signal);
  await delay(ms, undefined, { signal }).catch(() => undefined);
  await api.call({ method: "POST", path: "/stopTyping", body }, signal);
}

const notThere: Outcome = {
  kind: "refused",
  error: {
    code: "recipient_undeliverable",
    providerCode: null,
    detail: "The number is not on WhatsApp.",
  },
};

function notSent(detail: string): Outcome {
  const error = { code: "connection_failed", providerCode: null, detail } as const;
  return { kind: "later", error, scope: "message", afterMs: null, counts: false };
}
