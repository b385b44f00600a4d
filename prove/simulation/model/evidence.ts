// The model of evidence: find, keep, learn, move, park, and what comes out of the park again.

import type {
  EvidenceRow,
  Found,
  LearntId,
  MovedMessage,
  ParkedRow,
  Sought,
} from "../../../server/src/messaging/store/evidence.ts";
import { attemptName, changeMessage, compare, expiresInMs, type Tables } from "./rows.ts";

/** The rows that evidence speaks of, to be locked by the caller. */
export function findMessages(tables: Tables, sought: readonly Sought[], now: number): Found[] {
  return sought
    .flatMap((each) => named(tables, each))
    .flatMap(({ sought: each, id, attempt }) => {
      const row = tables.messages.get(id);
      if (row === undefined || row.tenant_id !== each.tenant_id || row.sender_id !== each.sender_id)
        return [];
      return [
        {
          index: each.index,
          tenant_id: row.tenant_id,
          id,
          sender_id: row.sender_id,
          recipient: row.recipient,
          attempt,
          status: row.status,
          tries: row.tries,
          attempts: row.attempts,
          lane_state: row.lane_state,
          attention: row.attention,
          expires_in_ms: expiresInMs(row, now),
          provider_message_id: row.provider_message_id,
        },
      ];
    })
    .toSorted((a, b) => compare(a.tenant_id, b.tenant_id) || compare(a.id, b.id) || a.index - b.index);
}

function named(tables: Tables, sought: Sought): { sought: Sought; id: string; attempt: number }[] {
  if (sought.message_id !== null) return [{ sought, id: sought.message_id, attempt: sought.attempt ?? 0 }];
  return attemptsOf(tables, sought.tenant_id, sought.provider_message_id).map((attempt) => ({
    sought,
    id: attempt.message_id,
    attempt: attempt.number,
  }));
}

function attemptsOf(tables: Tables, tenantId: string, providerMessageId: string) {
  return [...tables.attempts.values()].filter(
    (attempt) => attempt.tenant_id === tenantId && attempt.provider_message_id === providerMessageId,
  );
}

export function insertEvidence(tables: Tables, rows: readonly EvidenceRow[]): void {
  for (const row of rows) {
    const name = `${row.tenant_id} ${row.message_id} ${row.type} ${row.key}`;
    if (!tables.evidence.has(name)) tables.evidence.set(name, row);
  }
}

export function learnIds(tables: Tables, rows: readonly LearntId[]): void {
  for (const row of rows) {
    const attempt = tables.attempts.get(attemptName(row.message_id, row.number));
    if (attempt !== undefined) attempt.provider_message_id ??= row.provider_message_id;
  }
}

export function moveMessages(tables: Tables, rows: readonly MovedMessage[], now: number): void {
  for (const moved of rows) {
    const row = tables.messages.get(moved.id);
    if (row === undefined) continue;
    changeMessage(tables, row, {
      status: moved.status,
      lane_state: moved.lane_state,
      attention: moved.attention,
      due_at: moved.due_in_ms === null ? row.due_at : now + moved.due_in_ms,
      error: moved.error,
      provider_message_id: row.provider_message_id ?? moved.provider_message_id,
    });
  }
}

export function parkStatuses(tables: Tables, rows: readonly ParkedRow[], now: number): void {
  // As JSON, which is how they come back.
  for (const row of rows)
    tables.parked.set(row.id, { ...row, event: JSON.parse(JSON.stringify(row.event)), parkedAt: now });
}

/** Parked rows whose message is known by now, skipping those that others hold. */
export function matchedParked(tables: Tables, atMost: number, locked: (id: string) => boolean): ParkedRow[] {
  return [...tables.parked.values()]
    .filter((row) => attemptsOf(tables, row.tenant_id, row.provider_message_id).length > 0)
    .filter((row) => !locked(row.id))
    .toSorted((a, b) => a.parkedAt - b.parkedAt)
    .slice(0, atMost);
}
