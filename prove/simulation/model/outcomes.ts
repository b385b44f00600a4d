// The model of recording: `recordOutcomes` and `find_in_flight`, row by row.

import type { HeldShard } from "../../../server/src/messaging/lane-store.ts";
import type { InFlight, OutcomeRow } from "../../../server/src/messaging/store/dispatch.ts";
import { type AttemptRow, attemptName, changeMessage, expiresInMs, type Tables } from "./rows.ts";

export function recordOutcomes(
  tables: Tables,
  rows: readonly OutcomeRow[],
  now: number,
): { message_id: string }[] {
  const closed: { message_id: string }[] = [];
  for (const row of rows) {
    const attempt = tables.attempts.get(attemptName(row.message_id, row.number));
    if (attempt === undefined || !isOpenAt(attempt, row.epoch)) continue;
    tables.onRecord?.(row, attempt);
    attempt.state = row.attempt;
    attempt.provider_message_id = row.provider_message_id ?? attempt.provider_message_id;
    attempt.error = row.error;
    settleMessage(tables, row, now);
    closed.push({ message_id: row.message_id });
  }
  return closed;
}

function isOpenAt(attempt: AttemptRow, epoch: string): boolean {
  return attempt.state === "open" && attempt.epoch === epoch;
}

function settleMessage(tables: Tables, row: OutcomeRow, now: number): void {
  const message = tables.messages.get(row.message_id);
  if (message === undefined) return;
  const flying = message.lane_state === 1;
  changeMessage(tables, message, {
    provider_message_id: row.provider_message_id ?? message.provider_message_id,
    attempts: message.attempts - (row.counts ? 0 : 1),
    ...(flying
      ? {
          status: row.status,
          lane_state: row.lane_state,
          due_at: row.due_in_ms === null ? message.due_at : now + row.due_in_ms,
          attention: row.attention,
          error: row.error,
        }
      : {}),
  });
}

export function findInFlight(tables: Tables, held: readonly HeldShard[], now: number): InFlight[] {
  return held.flatMap(({ shard, epoch }) =>
    [...tables.messages.values()]
      .filter((row) => row.shard === shard && row.lane_state === 1)
      .flatMap((row) => {
        const attempt = tables.attempts.get(attemptName(row.id, row.tries));
        if (attempt?.state !== "open" || Number(attempt.epoch) > Number(epoch)) return [];
        return [
          {
            tenant_id: row.tenant_id,
            id: row.id,
            sender_id: row.sender_id,
            tries: row.tries,
            attempts: row.attempts,
            epoch: attempt.epoch,
            unknown_policy: row.unknown_policy,
            possible_duplicate: row.possible_duplicate,
            expires_in_ms: expiresInMs(row, now),
            own: attempt.epoch === epoch,
          },
        ];
      }),
  );
}
