// One sender's connection to WasenderApi: a send is one post, and a look at what WhatsApp calls the message.

import { setTimeout as delay } from "node:timers/promises";
import { withLinks } from "../files/own-files.ts";
import type { HttpClient } from "../http/client.ts";
import { afterClose, lostOutcome, unknownOutcome, withoutSecret } from "../http/outcomes.ts";
import { fields } from "../http/json.ts";
import type { Outcome, OutgoingFiles, OutgoingMessage, Session } from "../transport.ts";
import { msgIdIn, whatsappIdIn } from "./answer.ts";
import { outcomeOfRefusal } from "./error-map.ts";
import { writeRequest } from "./request.ts";
import type { Settings } from "./settings.ts";

export type WasenderTiming = {
  /** When to look for WhatsApp's id, each counted from the one before. */
  lookAfterMs: readonly number[];
};

export type SessionDeps = {
  files: OutgoingFiles | undefined;
  settings: Settings;
  client: HttpClient;
  timing: WasenderTiming;
  onClose(): Promise<void>;
};

export function openWasenderSession(deps: SessionDeps): Session {
  let closed = false;
  return {
    send: async (message, signal) => {
      if (closed) return afterClose;
      const prepared = await withLinks(deps.files, message);
      if (prepared.kind === "ended") return prepared.outcome;
      return withoutSecret(await send(deps, prepared.message, signal), deps.settings.apiKey);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await deps.onClose();
    },
  };
}

async function send(deps: SessionDeps, message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
  const written = writeRequest(message.to, message.message);
  if (!written.ok) return { kind: "refused", error: written.error };
  const { base, apiKey } = deps.settings;
  const headers = { authorization: `Bearer ${apiKey}` };
  const body = Buffer.from(JSON.stringify(written.body));
  const path = `${base}/api/send-message`;
  const exchanged = await deps.client.send(
    { method: "POST", path, headers, body, mayLeave: message.mayLeave },
    signal,
  );
  if (exchanged.kind === "failed") return lostOutcome(exchanged, signal);
  const { answer } = exchanged;
  const msgId = msgIdIn(answer);
  if (msgId !== null) return accepted(deps, msgId, signal);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (!isSuccess || fields(answer.body)["success"] === false) return outcomeOfRefusal(answer);
  return unknownOutcome(`WasenderApi answered ${answer.status} without a message id.`);
}

/**
 * It is taken, whatever the look brings: webhooks name a message by WhatsApp's id only, so without it no receipt
 * finds this one, and it stays at `sent` under WasenderApi's own number.
 */
async function accepted(deps: SessionDeps, msgId: number, signal: AbortSignal): Promise<Outcome> {
  const { base, apiKey } = deps.settings;
  const path = `${base}/api/messages/${msgId}/info`;
  const headers = { authorization: `Bearer ${apiKey}` };
  for (const ms of deps.timing.lookAfterMs) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
    await delay(ms, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
    const looked = await deps.client.send({ method: "GET", path, headers, body: null }, signal);
    const id = looked.kind === "answered" ? whatsappIdIn(looked.answer) : null;
    if (id !== null) return { kind: "accepted", providerMessageId: id };
  }
  return { kind: "accepted", providerMessageId: `wasender.${msgId}` };
}
