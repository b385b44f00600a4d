// The intake worker: turns stored webhook bodies into evidence and inbound messages, many bodies per transaction.

import { type Clock, systemClock } from "../kernel/clock.ts";
import { instantOf } from "../kernel/ids.ts";
import { applyEvidence, type EvidenceDeps, type SenderStatus } from "../messaging/index.ts";
import type { MessageEvent, StatusEvent } from "../transports/transport.ts";
import type { OtherChange } from "../transports/cloud-api/index.ts";
import {
  type IntakeStore,
  intakeStoreIn,
  type IntakeStoreDeps,
  type IntakeTx,
  type SenderOfWebhook,
  type WantedSender,
} from "./intake-store.ts";
import { inboundRow } from "./keep-inbound.ts";
import type { ClaimedWebhook, InboundRow } from "./store.ts";
import type { WebhookChange } from "./webhook-change.ts";

export type IntakeDeps = {
  evidence: EvidenceDeps;
  /** Reads a body by its source's rules; never throws for what a provider may send. */
  read(source: string, body: Buffer): ReadWebhook;
  onError(error: Error): void;
  counters: { applied(count: number): void; parked(count: number): void; unreadable(count: number): void };
};

export type ReadWebhook = {
  events: readonly { externalId: string; event: MessageEvent }[];
  /** What it tells of accounts, templates and the like, for those who consume it. */
  changes: readonly OtherChange[];
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

export function createIntakeWorker(deps: IntakeDeps & IntakeStoreDeps): IntakeWorker {
  return createIntakeWorkerOver({ store: intakeStoreIn(deps), clock: systemClock }, deps);
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
  const claimed = bodies.map((body) => ({ body, ...deps.read(body.source, body.body) }));
  await deps.store.transaction(async (tx) => {
    const held = await tx.hold(bodies);
    // The others were taken by somebody else, because this process stood still meanwhile.
    const read = claimed.filter(({ body }) => held.has(body.id));
    if (read.length === 0) return;
    const changes = read.flatMap(changesIn);
    const met = await meetFirst(deps, read, changes);
    const senders = await findSenders(tx, read);
    const statuses = read.flatMap((each) => statusesIn(each, senders));
    const { applied, parked, failures } = await applyEvidence(tx.evidence, statuses, deps.evidence);
    if (failures.length > 0) await tx.heed(failures);
    if (met.rows.length > 0) await tx.insertInbound(met.rows);
    const failed = [...met.failed, ...(changes.length > 0 ? await tx.consume(changes, "later") : [])];
    const problems = read.map((each) => problemOf(each, senders, failed));
    await tx.finish(
      read.map(({ body }) => body.id),
      problems,
    );
    deps.counters.applied(applied + met.rows.length);
    deps.counters.parked(parked);
    deps.counters.unreadable(problems.filter((problem) => problem !== null).length);
  });
}

type ReadBody = ReadWebhook & { body: ClaimedWebhook };
type Senders = ReadonlyMap<string, SenderOfWebhook>;

/**
 * Who wrote and what people want of us: in a transaction of its own, committed before the rest of the round, which
 * holds its bodies so far and nothing else (see meet-people.ts).
 */
async function meetFirst(
  deps: Working,
  read: readonly ReadBody[],
  changes: readonly WebhookChange[],
): Promise<{ rows: InboundRow[]; failed: string[] }> {
  const isHeard = read.some(({ events }) => events.some(({ event }) => event.kind === "inbound"));
  if (!isHeard && changes.length === 0) return { rows: [], failed: [] };
  return deps.store.transaction(async (tx) => {
    const senders = await findSenders(tx, read);
    const rows = read.flatMap((each) => inboundIn(each, senders, deps.evidence.newId));
    return {
      rows: rows.length === 0 ? [] : await tx.meet(rows),
      failed: changes.length === 0 ? [] : await tx.consume(changes, "first"),
    };
  });
}

function findSenders(tx: IntakeTx, read: readonly ReadBody[]): Promise<Senders> {
  const wanted = read.flatMap(({ body, events }) =>
    events.map(({ externalId }) => ({ webhookKey: body.webhook_key, externalId })),
  );
  return wanted.length === 0 ? Promise.resolve(new Map()) : tx.findSenders(unique(wanted));
}

function senderOf(senders: Senders, body: ClaimedWebhook, externalId: string): SenderOfWebhook | undefined {
  return senders.get(wantedName({ webhookKey: body.webhook_key, externalId }));
}

function statusesIn({ body, events }: ReadBody, senders: Senders): SenderStatus[] {
  return events.flatMap(({ externalId, event }) => {
    const sender = senderOf(senders, body, externalId);
    if (sender === undefined || event.kind !== "status") return [];
    return [{ ...sender, source: body.source, event }];
  });
}

function inboundIn({ body, events }: ReadBody, senders: Senders, newId: () => string): InboundRow[] {
  return events.flatMap(({ externalId, event }) => {
    const sender = senderOf(senders, body, externalId);
    return sender === undefined || event.kind !== "inbound" ? [] : [inboundRow(sender, event, newId())];
  });
}

function changesIn({ body, changes }: ReadBody): WebhookChange[] {
  const receivedAt = instantOf(body.id);
  return changes.map((change) => ({ ...change, webhookKey: body.webhook_key, receivedAt }));
}

/** For the row's record; null where all was well. */
function problemOf(read: ReadBody, senders: Senders, failed: readonly string[]): string | null {
  const { body, events, changes, problem } = read;
  const strangers = events.filter(({ externalId }) => senderOf(senders, body, externalId) === undefined);
  const notes = [
    problem,
    strangers.length > 0 ? `${strangers.length} updates for numbers that are not ours` : null,
    changes.length > 0 && failed.length > 0 ? `not taken by ${failed.join(", ")}` : null,
  ];
  return notes.filter((note) => note !== null).join("; ") || null;
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
    const { applied, failures } = await applyEvidence(tx.evidence, statuses, deps.evidence);
    if (failures.length > 0) await tx.heed(failures);
    deps.counters.applied(applied);
  });
}

type StoredStatus = Omit<StatusEvent, "at"> & { at: string; source: string };
