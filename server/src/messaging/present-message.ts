// How messages leave the API: the short answer to a send, the whole record, and the timeline that explains it.

import {
  errorDictionary,
  type MessageError,
  type MessageResource,
  type TimelineEntry,
} from "@waypost/contract";
import { presentId } from "../kernel/ids.ts";
import type { TransportError } from "../transports/transport.ts";
import { statuses } from "./lifecycle.ts";
import type { TemplateUse } from "./store/accept.ts";
import type { AttemptRow, EvidenceEntry, MessageRow, WholeMessageRow } from "./store/read.ts";

export function presentMessage(row: MessageRow): MessageResource {
  return {
    id: presentId("msg", row.id),
    status: row.status,
    to: row.recipient,
    from: presentId("snd", row.sender_id),
    ...row.body,
    category: row.category,
    unknown_policy: row.unknown_policy,
    send_at: row.due_at > row.created_at && row.tries === 0 ? row.due_at.toISOString() : null,
    expires_at: row.expires_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    provider_message_id: row.provider_message_id,
    possible_duplicate: row.possible_duplicate,
    client_reference: row.client_reference,
    metadata: row.metadata ?? {},
    ...(row.template_used === null ? {} : { template_used: presentUse(row.template_used) }),
    error: row.error === null ? null : presentError(row.error),
    attempts: row.tries,
  };
}

function presentUse({ id, asked, ...use }: TemplateUse): NonNullable<MessageResource["template_used"]> {
  return { ...use, id: presentId("tpl", id), asked_language: asked };
}

export function presentError(error: TransportError): MessageError {
  const { title, retryable, maybe_sent } = errorDictionary[error.code];
  return {
    code: error.code,
    title,
    detail: error.detail,
    retryable,
    maybe_sent,
    provider_code: error.providerCode,
  };
}

/** Everything that happened to a message, oldest first; the last entry of one that waits says what it waits for. */
export function timelineOf(
  row: WholeMessageRow,
  attempts: readonly AttemptRow[],
  evidence: readonly EvidenceEntry[],
): TimelineEntry[] {
  const entries: Timed[] = [
    entry(row.created_at, "accepted", "api", null),
    ...attempts.flatMap((attempt) => attemptEntries(row, attempt)),
    ...evidence.map(({ recorded_at, ...told }) => ({ ...told, known: recorded_at })),
  ];
  const ordered = entries.toSorted(
    (a, b) =>
      a.known.getTime() - b.known.getTime() || a.at.getTime() - b.at.getTime() || rankOf(a) - rankOf(b),
  );
  if (row.lane_state === 0) ordered.push(waitingEntry(row, evidence));
  return ordered.map(({ at, type, source, detail }) => ({ at: at.toISOString(), type, source, detail }));
}

/**
 * `at` is the source's clock, which may be off and, in a provider's case, counts in whole seconds; the order is that
 * in which we came to know.
 */
type Timed = Omit<TimelineEntry, "at"> & { at: Date; known: Date };

function entry(at: Date, type: string, source: string, detail: TimelineEntry["detail"]): Timed {
  return { at, known: at, type, source, detail };
}

/** Proofs that one webhook told together, in the order in which they can only have happened. */
function rankOf({ type }: Timed): number {
  return (statuses as readonly string[]).indexOf(type);
}

const attemptEnds = {
  accepted: "attempt_accepted",
  refused: "attempt_refused",
  later: "attempt_deferred",
  unknown: "attempt_unknown",
} as const;

function attemptEntries(row: MessageRow, attempt: AttemptRow): Timed[] {
  const { number } = attempt;
  const waitedMs = attempt.started_at.getTime() - row.created_at.getTime();
  const started = entry(attempt.started_at, "attempt", "dispatcher", {
    number,
    ...(number === 1 ? { waited_ms: waitedMs } : {}),
    ...(attempt.waited === null ? {} : { waited_for: attempt.waited }),
  });
  if (attempt.state === "open" || attempt.ended_at === null) return [started];
  const detail = attempt.error === null ? { number } : { number, ...presentError(attempt.error) };
  return [started, entry(attempt.ended_at, attemptEnds[attempt.state], "dispatcher", detail)];
}

/** Why it has not left yet, and when that ends as far as anybody knows. */
function waitingEntry(row: WholeMessageRow, evidence: readonly EvidenceEntry[]): Timed {
  const rests = row.rest_until !== null && row.rest_until > row.due_at;
  const until = rests ? row.rest_until : row.due_at;
  return entry(row.updated_at, "waiting", "dispatcher", {
    reason: waitReason(row, evidence, rests),
    until: (until ?? row.due_at).toISOString(),
  });
}

function waitReason(row: WholeMessageRow, evidence: readonly EvidenceEntry[], rests: boolean): string {
  const held = evidence.find(({ type, detail }) => isHold(type) && isSameTime(detail?.["until"], row.due_at));
  if (row.status === "scheduled" && held === undefined) return "scheduled for this time";
  if (row.status === "unknown") return "the outcome is in doubt; sent again then unless evidence comes";
  if (row.pause_reason !== null) return `its sender is paused: ${row.pause_reason}`;
  if (rests && row.rest_text !== null) return row.rest_text;
  if (held !== undefined) return String(held.detail?.["reason"]);
  if (row.error !== null) return `tried again then, after ${row.error.code}`;
  return "in line: its sender's rate, or its turn behind more urgent messages";
}

function isHold(type: string): boolean {
  return type === "held" || type === "template_held";
}

function isSameTime(text: unknown, at: Date): boolean {
  return typeof text === "string" && new Date(text).getTime() === at.getTime();
}
