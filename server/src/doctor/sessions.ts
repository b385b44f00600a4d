// The sessions of linked phones in words: their state, what it means and what to do, who holds them, what waits.

import type { Database } from "../kernel/db.ts";
import { adviceOn } from "../sessions/index.ts";
import type { Finding } from "./finding.ts";
import { type LinkedSender, readLinkedSenders } from "./store.ts";

export async function examineSessions(engine: Pick<Database, "query">, now: Date): Promise<Finding[]> {
  const hour = 60 * 60_000;
  const senders = await readLinkedSenders(engine, [firstIdAt(now, hour), firstIdAt(now, 24 * hour)]);
  return senders.map((sender) => sessionFinding(sender, now));
}

export function sessionFinding(sender: LinkedSender, now: Date): Finding {
  const { name, address, tenant, mode, state, reason, since } = sender;
  const who = `Session "${name}" (${address ?? "no number yet"}, tenant ${tenant}, ${mode})`;
  const why = reason === null ? "" : `, ${reason}`;
  const { meaning, action } = adviceOn(state, reason);
  return {
    mark: markOf(sender, now),
    text: `${who}: ${state} for ${span(now, since)}${why}.`,
    more: [
      action === null ? meaning : `${meaning} ${action}`,
      `${holderWords(sender)} ${queueWords(sender, now)}`,
      hearingWords(sender, now),
    ],
  };
}

/** Longer than WhatsApp's own restarts and a proxy's; by then a person should look. */
const patienceMs = 5 * 60_000;

function markOf(sender: LinkedSender, now: Date): Finding["mark"] {
  const { wanted, state, reason, since, host } = sender;
  if (wanted === "running" && host === null) return "WRONG";
  if (state === "logged_out" || state === "replaced" || state === "banned") return "WRONG";
  const isStuck = state === "starting" || state === "reconnecting";
  if (isStuck && now.getTime() - since.getTime() > patienceMs) return "WRONG";
  return state === "connected" && reason === null && !isDeaf(sender) ? "ok" : "note";
}

function holderWords({ host, epoch, wanted }: LinkedSender): string {
  if (host !== null) return `Held by ${host}, epoch ${epoch}.`;
  return wanted === "running"
    ? "No transport process holds it: see that one is running."
    : "No transport process holds it.";
}

function queueWords({ waiting, waiting_since: since }: LinkedSender, now: Date): string {
  if (waiting === 0 || since === null) return "Nothing waits.";
  return waiting === 1
    ? `1 message waits, for ${span(now, since)}.`
    : `${waiting} messages wait, the oldest for ${span(now, since)}.`;
}

function hearingWords(sender: LinkedSender, now: Date): string {
  const { taken, silent, receipt_at: receiptAt, inbound_at: inboundAt } = sender;
  const ago = (at: Date | null, never: string): string => (at === null ? never : `${span(now, at)} ago`);
  const receipt = `Last receipt: ${ago(receiptAt, "none in a day")}.`;
  const inbound = `Last message from a person: ${ago(inboundAt, "none")}.`;
  const hour =
    taken === 0 ? "" : ` In the last hour WhatsApp took ${taken}, of which ${silent} have no receipt.`;
  return `${receipt} ${inbound}${hour}${isDeaf(sender) ? " That is suspicious." : ""}`;
}

/** People's phones may be off, but not all of them at once. */
function isDeaf({ taken, silent }: LinkedSender): boolean {
  return taken >= 10 && silent === taken;
}

function span(now: Date, since: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

/** The first UUIDv7 of a moment `ms` ago. */
function firstIdAt(now: Date, ms: number): string {
  const time = (now.getTime() - ms).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
