// Settles doubts: a message whose answer was lost is looked up at WAHA by the id it was given.

import { setTimeout as delay } from "node:timers/promises";
import { fields } from "../http/json.ts";
import type { EmitEvents, StatusEvent } from "../transport.ts";
import type { Api } from "./api.ts";

export type Doubts = {
  /** Looks a few times in the background; that nothing is found proves nothing, so nothing is told then. */
  settle(doubt: Doubt): void;
  stop(): void;
};

export type Doubt = { correlation: string; chatId: string; id: string };

export type DoubtsDeps = {
  api: Api;
  session: string;
  emit: EmitEvents;
  now(): Date;
  /** When to look, each counted from the one before. */
  afterMs: readonly number[];
};

export function createDoubts(deps: DoubtsDeps): Doubts {
  const stopping = new AbortController();
  return {
    settle: (doubt) => void look(deps, doubt, stopping.signal).catch(() => undefined),
    stop: () => stopping.abort(),
  };
}

async function look(deps: DoubtsDeps, doubt: Doubt, signal: AbortSignal): Promise<void> {
  for (const ms of deps.afterMs) {
    await delay(ms, undefined, { signal });
    const status = await statusOf(deps, doubt, signal);
    if (status === null) continue;
    const { correlation, id: providerMessageId } = doubt;
    const found = { status, providerMessageId, correlation, at: deps.now(), error: null, retry: null };
    return deps.emit([{ kind: "status", ...found }]);
  }
}

/** how-to/receive-messages, "Get message by id": with its latest `ack`. PENDING says only that WAHA knows of it. */
async function statusOf(
  { api, session }: DoubtsDeps,
  { chatId, id }: Doubt,
  signal: AbortSignal,
): Promise<StatusEvent["status"] | null> {
  const path = `/${session}/chats/${encodeURIComponent(chatId)}/messages/true_${encodeURIComponent(chatId)}_${id}`;
  const asked = await api.call({ method: "GET", path: `${path}?downloadMedia=false` }, signal);
  if (asked.kind !== "answered" || asked.answer.status !== 200) return null;
  const ack = fields(asked.answer.body)["ack"];
  if (typeof ack !== "number" || ack < 1) return null;
  return (["sent", "delivered", "read", "played"] as const)[ack - 1] ?? "sent";
}
