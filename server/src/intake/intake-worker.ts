// The intake worker: turns stored webhook bodies into evidence and inbound messages, many bodies per transaction.

import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Database } from "../kernel/db.ts";
import { applyEvidence, type EvidenceDeps, type SenderStatus } from "../messaging/index.ts";
import type { MessageEvent, StatusEvent } from "../transports/transport.ts";
import {
  type FindSenders,
  type IntakeStore,
  intakeStoreIn,
  type SenderOfWebhook,
  type WantedSender,
} from "./intake-store.ts";
import { inboundRow } from "./keep-inbound.ts";
import type { ClaimedWebhook, InboundRow } from "./store.ts";

export type IntakeDeps = {
  evidence: EvidenceDeps;
  /** Reads a body by its source's rules; never throws for what a provider may send. */
  read(source: string, body: Buffer): ReadWebhook;
  onError(error: Error): void;
  counters: { applied(count: number): void; parked(count: number): void; unreadable(count: number): void };
};

export type ReadWebhook = {
  events: readonly { externalId: string; event: MessageEvent }[];
  /** What could not be understood, for the row's record. */
  problem: string | null;
};

export const wantedName = (wanted: WantedSender): string => `${wanted.webhookKey} ${wanted.externalId}`;

export type IntakeWorker = {
  nudge(): void;
  /** Finishes the round under way. */
  stop(): Promise<void>;
};

/** Enough bodies to share a transaction's cost, few enough that a round stays under a second. */
const bodiesPerRound = 200;
/** A body holds up to 1,000 updates: this is about as many in all. */
const bytesPerRound = 512 * 1024;
/** While one waits for the database the other reads bodies; rounds share no body, and take their locks in one order. */
const loopsMax = 2;
const pollMs = 1_000;
const parkedPerRound = 1_000;

export function createIntakeWorker(
  deps: IntakeDeps & { db: Database; findSenders: FindSenders },
): IntakeWorker {
  return createIntakeWorkerOver(
    { store: intakeStoreIn(deps.db, deps.findSenders), clock: systemClock },
    deps,
  );
}

/** What the worker stands on: the database's rows and this process's clock, or a model of both. */
export type IntakeGround = { store: IntakeStore; clock: Pick<Clock, "after"> };

export function createIntakeWorkerOver(ground: IntakeGround, choices: IntakeDeps): IntakeWorker {
  const deps = { ...choices, ...ground };
  const running = new Set<Promise<void>>();
  let again = false;
  let stopped = false;
  const start = (): void => {
    if (stopped || running.size >= loopsMax) return;
    const loop = work()
      .catch(deps.onError)
      .then(() => void running.delete(loop));
    running.add(loop);
  };
  const work = async (): Promise<void> => {
    do {
      again = false;
      // A full round says that there is more, which another loop can take meanwhile.
      while (!stopped && (await workRound(deps, start))) continue;
    } while (again && !stopped);
  };
  const nudge = (): void => {
    again = true;
    if (running.size === 0) start();
  };
  let endPoll = (): void => undefined;
  const poll = (): void => {
    endPoll = deps.clock.after(pollMs, () => {
      poll();
      nudge();
      tidy(deps).catch(deps.onError);
    });
  };
  poll();
  return {
    nudge,
    stop: async () => {
      stopped = true;
      endPoll();
      await Promise.all(running);
    },
  };
}

type Working = IntakeDeps & IntakeGround;

/** One round; answers whether there may be more, and says so by `onFull` before it is applied. */
async function workRound(deps: Working, onFull: () => void): Promise<boolean> {
  const claimed = await deps.store.claim(bodiesPerRound, bytesPerRound);
  if (claimed.length === 0) return false;
  const bytes = claimed.reduce((sum, { body }) => sum + body.length, 0);
  const full = claimed.length === bodiesPerRound || bytes >= bytesPerRound;
  if (full) onFull();
  try {
    await applyBodies(deps, claimed);
  } catch (error) {
    deps.onError(error instanceof Error ? error : new Error(String(error)));
    // One of them cannot be applied: alone, each either passes or is tried again until it is set aside.
    for (const body of claimed) await applyBodies(deps, [body]).catch(deps.onError);
  }
  return full;
}

async function applyBodies(deps: Working, bodies: readonly ClaimedWebhook[]): Promise<void> {
  const read = bodies.map((body) => ({ body, ...deps.read(body.source, body.body) }));
  await deps.store.transaction(async (tx) => {
    const wanted = read.flatMap(({ body, events }) =>
      events.map(({ externalId }) => ({ webhookKey: body.webhook_key, externalId })),
    );
    const senders =
      wanted.length === 0 ? new Map<string, SenderOfWebhook>() : await tx.findSenders(unique(wanted));
    const statuses: SenderStatus[] = [];
    const inbound: InboundRow[] = [];
    const problems = read.map(({ body, events, problem }) => {
      let strangers = 0;
      for (const { externalId, event } of events) {
        const sender = senders.get(wantedName({ webhookKey: body.webhook_key, externalId }));
        if (sender === undefined) strangers += 1;
        else if (event.kind === "status") statuses.push({ ...sender, source: body.source, event });
        else inbound.push(inboundRow(sender, event, deps.evidence.newId()));
      }
      const notes = [problem, strangers > 0 ? `${strangers} updates for numbers that are not ours` : null];
      return notes.filter((note) => note !== null).join("; ") || null;
    });
    const { applied, parked } = await applyEvidence(tx.evidence, statuses, deps.evidence);
    if (inbound.length > 0) await tx.insertInbound(inbound);
    await tx.finish(
      bodies.map((body) => body.id),
      problems,
    );
    deps.counters.applied(applied + inbound.length);
    deps.counters.parked(parked);
    deps.counters.unreadable(problems.filter((problem) => problem !== null).length);
  });
}

function unique(wanted: readonly WantedSender[]): WantedSender[] {
  return [...new Map(wanted.map((sender) => [wantedName(sender), sender])).values()];
}

/** Evidence that came too early and whose message is known by now; bodies that ended three workers. */
async function tidy(deps: Working): Promise<void> {
  const aside = await deps.store.setAside();
  if (aside > 0) deps.onError(new Error(`${aside} webhook bodies were set aside after three tries`));
  await deps.store.transaction(async (tx) => {
    const parked = await tx.takeMatchedParked(parkedPerRound);
    const statuses = parked.map((row): SenderStatus => {
      const { source, ...event } = row.event as StoredStatus;
      const status: StatusEvent = { ...event, at: new Date(event.at) };
      return { tenantId: row.tenant_id, senderId: row.sender_id, source, event: status };
    });
    const { applied } = await applyEvidence(tx.evidence, statuses, deps.evidence);
    deps.counters.applied(applied);
  });
}

type StoredStatus = Omit<StatusEvent, "at"> & { at: string; source: string };
