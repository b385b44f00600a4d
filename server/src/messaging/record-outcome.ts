// Recording outcomes: many attempts' ends in one statement, kept in memory until the database has them.

import { createBatcher } from "../kernel/batcher.ts";
import type { Clock } from "../kernel/clock.ts";
import type { SendRow } from "../senders/index.ts";
import type { Outcome } from "../transports/transport.ts";
import type { SenderStatus } from "./apply-evidence.ts";
import type { LaneStore } from "./lane-store.ts";
import { settle } from "./lifecycle.ts";
import type { Attempted, OutcomeRow } from "./store/dispatch.ts";

export type Recorder = {
  /** `send` is what the attempt counts as for a protected number. */
  record(message: Attempted, outcome: Outcome, send: SendRow | null): Promise<void>;
  drained(): Promise<void>;
};

export type RecorderDeps = {
  store: Pick<LaneStore, "record" | "keepEvidence">;
  clock: Clock;
  /** Of each message the provider has taken, once that is recorded. */
  took?(message: { tenantId: string; senderId: string }): void;
  onError(error: Error): void;
  counters: { stale(count: number): void };
};

const retryMs = 300;
/** From so many at once on the next ones are gathered: one of few costs Postgres five times as much as one of many. */
const crowd = 10;
/** What is not recorded yet is in doubt when the process dies: long enough to gather, and no longer. */
const gatherMs = 25;

export function createRecorder(deps: RecorderDeps): Recorder {
  const batcher = createBatcher<Recording, void>({
    flushesMax: 2,
    itemsMax: 1_000,
    restMs: (items) => (items < crowd ? 0 : gatherMs),
    clock: deps.clock,
    flush: async (recordings) => {
      await recordUntilDurable(deps, recordings);
      return recordings.map(() => undefined);
    },
  });
  return {
    record: (message, outcome, send) =>
      batcher.add({
        send,
        senderId: message.sender_id,
        row: outcomeRow(message, outcome, deps.clock.random()),
      }),
    drained: batcher.drained,
  };
}

type Recording = { senderId: string; row: OutcomeRow; send: SendRow | null };

function outcomeRow(message: Attempted, outcome: Outcome, random: number): OutcomeRow {
  const settlement = settle(outcome, {
    attempts: message.attempts,
    unknownPolicy: message.unknown_policy,
    possibleDuplicate: message.possible_duplicate,
    expiresInMs: message.expires_in_ms,
    random,
  });
  return {
    tenant_id: message.tenant_id,
    message_id: message.id,
    number: message.tries,
    epoch: message.epoch,
    attempt: settlement.attempt,
    provider_message_id: settlement.providerMessageId,
    error: settlement.error,
    status: settlement.status,
    lane_state: settlement.laneState,
    due_in_ms: settlement.dueInMs,
    attention: settlement.attention,
    counts: settlement.counts,
  };
}

/** The provider has acted, so the record may wait but not be dropped: it is tried until the database takes it. */
async function recordUntilDurable(deps: RecorderDeps, recordings: readonly Recording[]): Promise<void> {
  for (;;) {
    try {
      const rows = recordings.map((recording) => recording.row);
      const sends = recordings.flatMap(({ send }) => (send === null ? [] : [send]));
      const written = new Set((await deps.store.record(rows, sends)).map((row) => row.message_id));
      for (const { row, senderId } of recordings)
        if (row.attempt === "accepted" && written.has(row.message_id))
          deps.took?.({ tenantId: row.tenant_id, senderId });
      const stale = recordings.filter((recording) => !written.has(recording.row.message_id));
      if (stale.length > 0) await keepAsEvidence(deps, stale);
      return;
    } catch (error) {
      deps.onError(error instanceof Error ? error : new Error(String(error)));
      await new Promise<void>((resolve) => deps.clock.after(retryMs, resolve));
    }
  }
}

/** The lane has passed to another owner, so its state is not ours to write; that the provider accepted is a fact. */
async function keepAsEvidence(deps: RecorderDeps, stale: readonly Recording[]): Promise<void> {
  deps.counters.stale(stale.length);
  await deps.store.keepEvidence(stale.flatMap((recording) => acceptance(recording, deps.clock.now())));
}

function acceptance({ senderId, row }: Recording, at: Date): SenderStatus[] {
  if (row.provider_message_id === null) return [];
  return [
    {
      tenantId: row.tenant_id,
      senderId,
      source: "dispatcher",
      event: {
        kind: "status",
        status: "sent",
        providerMessageId: row.provider_message_id,
        correlation: `${row.message_id}.${row.number}`,
        at,
        error: null,
        retry: null,
      },
    },
  ];
}
