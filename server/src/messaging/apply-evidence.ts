// Applying evidence: what providers say about messages becomes rows, and the status becomes their maximum.

import type { Tx } from "../kernel/db.ts";
import { isErased } from "../kernel/personal-data.ts";
import type { DeliveredRow } from "../senders/index.ts";
import type { StatusEvent, TransportError } from "../transports/transport.ts";
import { stateAfter } from "./lifecycle.ts";
import {
  type EvidenceRow,
  findMessages,
  type Found,
  insertEvidence,
  learnProviderIds,
  type LearntId,
  moveMessages,
  type MovedMessage,
  type ParkedRow,
  parkStatuses,
  type Sought,
} from "./store/evidence.ts";

/** A status and whose it is: the sender it came for, already tied to a tenant by the webhook's signature. */
export type SenderStatus = { tenantId: string; senderId: string; source: string; event: StatusEvent };

/** `random`: 0 ≤ random < 1. */
export type EvidenceDeps = { newId(): string; random(): number };

export type Applied = {
  applied: number;
  parked: number;
  /** What people's phones have said: each is a proof that the sender reaches that person. */
  arrived: readonly DeliveredRow[];
  /** What providers took and then could not do: some of it speaks of more than its message. */
  failures: readonly Failure[];
};

export type Failure = {
  tenant_id: string;
  sender_id: string;
  recipient: string;
  event: StatusEvent & { error: TransportError };
};

/** All statements in one transaction; the caller marks its webhook rows done in the same one. */
export function applyStatuses(
  tx: Tx,
  statuses: readonly SenderStatus[],
  deps: EvidenceDeps,
): Promise<Applied> {
  return applyEvidence(evidenceStoreIn(tx), statuses, deps);
}

export function evidenceStoreIn(tx: Tx): EvidenceStore {
  return {
    find: (sought) => findMessages(tx, sought),
    insert: (rows) => insertEvidence(tx, rows),
    learnIds: (rows) => learnProviderIds(tx, rows),
    move: (rows) => moveMessages(tx, rows),
    park: (rows) => parkStatuses(tx, rows),
  };
}

/** What applying evidence asks of one transaction: Postgres' when it works, a model's when it is proven. */
export type EvidenceStore = {
  find(sought: readonly Sought[]): Promise<Found[]>;
  insert(rows: readonly EvidenceRow[]): Promise<void>;
  learnIds(rows: readonly LearntId[]): Promise<void>;
  move(rows: readonly MovedMessage[]): Promise<void>;
  park(rows: readonly ParkedRow[]): Promise<void>;
};

export async function applyEvidence(
  store: EvidenceStore,
  statuses: readonly SenderStatus[],
  deps: EvidenceDeps,
): Promise<Applied> {
  if (statuses.length === 0) return { applied: 0, parked: 0, arrived: [], failures: [] };
  const all = await store.find(statuses.map(seek));
  const known = new Set(all.map((row) => row.index));
  // What is told late of somebody who was erased is not written down.
  const found = all.filter(({ recipient }) => !isErased(recipient));
  const early = statuses.filter((_, index) => !known.has(index));
  await store.insert(found.flatMap((row) => evidenceOf(row, statuses[row.index])));
  await store.learnIds(found.flatMap((row) => learntId(row, statuses[row.index])));
  const moved = reduceStatuses(found, statuses, deps.random);
  if (moved.length > 0) await store.move(moved);
  if (early.length > 0) await store.park(early.map((status) => parkedRow(status, deps.newId())));
  return {
    applied: found.length,
    parked: early.length,
    arrived: found.flatMap((row) => arrivalOf(row, statuses[row.index])),
    failures: found.flatMap((row) => failureOf(row, statuses[row.index])),
  };
}

/** A failure of an older attempt is history, as it is for the message. */
function failureOf(row: Found, status: SenderStatus | undefined): Failure[] {
  if (status?.event.status !== "failed" || row.attempt < row.tries) return [];
  const { event } = status;
  if (event.error === null) return [];
  const { tenant_id, sender_id, recipient } = row;
  return [{ tenant_id, sender_id, recipient, event: { ...event, error: event.error } }];
}

function arrivalOf(row: Found, status: SenderStatus | undefined): DeliveredRow[] {
  if (status === undefined || status.event.status === "sent" || status.event.status === "failed") return [];
  const { tenant_id, sender_id, recipient: person } = row;
  return [{ tenant_id, sender_id, person, at: status.event.at.toISOString() }];
}

function parkedRow(status: SenderStatus, id: string): ParkedRow {
  return {
    tenant_id: status.tenantId,
    id,
    sender_id: status.senderId,
    provider_message_id: status.event.providerMessageId,
    event: { source: status.source, ...status.event },
  };
}

function seek(status: SenderStatus, index: number): Sought {
  const ours = parseCorrelation(status.event.correlation);
  return {
    index,
    tenant_id: status.tenantId,
    sender_id: status.senderId,
    message_id: ours?.messageId ?? null,
    attempt: ours?.attempt ?? null,
    provider_message_id: status.event.providerMessageId,
  };
}

/** The text we gave the provider with an attempt: `<message id>.<attempt number>`. Others' texts are not ours. */
export function parseCorrelation(text: string | null): { messageId: string; attempt: number } | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,4})$/.exec(text ?? "");
  return match?.[1] === undefined ? null : { messageId: match[1], attempt: Number(match[2]) };
}

function evidenceOf(row: Found, status: SenderStatus | undefined): EvidenceRow[] {
  if (status === undefined) return [];
  const { event } = status;
  return [
    {
      tenant_id: row.tenant_id,
      message_id: row.id,
      type: event.status,
      key: event.providerMessageId,
      source: status.source,
      at: event.at.toISOString(),
      detail: event.error === null ? null : { ...event.error },
    },
  ];
}

/** Nearly always the answer to the attempt has told it before. */
function learntId(row: Found, status: SenderStatus | undefined): LearntId[] {
  if (status === undefined || status.event.correlation === null) return [];
  if (row.provider_message_id === status.event.providerMessageId) return [];
  return [
    {
      tenant_id: row.tenant_id,
      message_id: row.id,
      number: row.attempt,
      provider_message_id: status.event.providerMessageId,
    },
  ];
}

/** The messages whose state changes, after all their statuses of this round. */
function reduceStatuses(
  found: readonly Found[],
  statuses: readonly SenderStatus[],
  random: () => number,
): MovedMessage[] {
  const moved = new Map<string, MovedMessage>();
  const current = new Map<string, Found>();
  for (const row of found) {
    const event = statuses[row.index]?.event;
    if (event === undefined) continue;
    const before = { ...row, ...current.get(row.id), attempt: row.attempt };
    const after = stateAfter(before, event, random());
    if (after === null) continue;
    current.set(row.id, { ...before, ...after });
    moved.set(row.id, {
      tenant_id: row.tenant_id,
      id: row.id,
      sender_id: row.sender_id,
      recipient: row.recipient,
      ...after,
      provider_message_id: event.providerMessageId,
    });
  }
  return [...moved.values()];
}
