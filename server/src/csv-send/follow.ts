// Watches what becomes of a send's messages through the API's lists, until nothing more is to be expected.

import { setTimeout as wait } from "node:timers/promises";
import type { MessageQuery, MessageStatus } from "@waypost/contract";
import type { Client, Failure } from "../client/index.ts";
import { belongsTo } from "./identity.ts";

export type FollowDeps = {
  client: Pick<Client, "listMessages">;
  /** How long to watch at most. */
  timeoutMs: number;
  /** Waiting ends too when nothing has moved for so long: some people's phones are off. */
  quietMs: number;
  signal: AbortSignal;
  onProgress(settled: number): void;
};

export type Followed = { ok: true; statuses: Counts; settled: boolean } | { ok: false; failure: Failure };

export type Counts = Partial<Record<MessageStatus, number>>;

/** The messages of one send. They lie within this time, among others'. */
export type Followable = { id: string; total: number; from: Date; until: Date };

/**
 * While messages move, only the lists of unsettled statuses are read, which shrink; the whole is counted
 * once, at the end. The pause after each round is as long as the round itself, so that a large send is not
 * slowed by being watched.
 */
export async function followStatuses(send: Followable, deps: FollowDeps): Promise<Followed> {
  const window = {
    since: send.from.toISOString(),
    until: new Date(send.until.getTime() + 1).toISOString(),
    limit: 200,
  };
  const deadline = performance.now() + deps.timeoutMs;
  let last = { open: -1, shape: "", at: performance.now() };
  for (;;) {
    const began = performance.now();
    const open = await countOpen(send.id, window, deps);
    if (!open.ok) return open;
    const now = performance.now();
    const sum = sumOf(open.counts);
    deps.onProgress(send.total - sum);
    const shape = JSON.stringify(open.counts);
    if (shape !== last.shape) last = { open: sum, shape, at: now };
    const over = sum === 0 || now >= deadline || now - last.at >= deps.quietMs;
    if (over || deps.signal.aborted) return countAll(send, window, deps);
    await wait(Math.max(roundMinMs, now - began), undefined, { signal: deps.signal }).catch(() => undefined);
  }
}

const roundMinMs = 1_000;

/**
 * In the order messages pass through them: one that moves on meanwhile is counted twice rather than missed. A
 * message scheduled for later is not waited for.
 */
const openStatuses = ["queued", "sending", "sent", "unknown"] as const;

type Window = Pick<MessageQuery, "since" | "until" | "limit">;
type Counted = { ok: true; counts: Counts } | { ok: false; failure: Failure };

async function countOpen(id: string, window: Window, deps: FollowDeps): Promise<Counted> {
  const counts: Counts = {};
  for (const status of openStatuses) {
    const counted = await count(id, { ...window, status }, deps);
    if (!counted.ok) return counted;
    Object.assign(counts, counted.counts);
  }
  return { ok: true, counts };
}

async function countAll(send: Followable, window: Window, deps: FollowDeps): Promise<Followed> {
  const counted = await count(send.id, window, deps);
  if (!counted.ok) return counted;
  const { counts } = counted;
  const open = openStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  return { ok: true, statuses: counts, settled: open === 0 };
}

/** Pages go by the message's id, so each message is met once however it changes meanwhile. */
async function count(id: string, query: MessageQuery, deps: FollowDeps): Promise<Counted> {
  const counts: Counts = {};
  let after: string | null = null;
  do {
    const page = await deps.client.listMessages(after === null ? query : { ...query, after });
    if (!page.ok) return page;
    for (const { client_reference, status } of page.value.data) {
      if (belongsTo(id, client_reference)) counts[status] = (counts[status] ?? 0) + 1;
    }
    after = page.value.next;
  } while (after !== null);
  return { ok: true, counts };
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}
