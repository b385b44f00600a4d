// How entries hang together: what exactly is hashed, and what a row of the log says when it is read back. Pure.

import { createHash } from "node:crypto";
import type { AuditDetail, AuditEntry, AuditValue } from "../../kernel/audit.ts";
import { canonicalJson } from "../../kernel/fingerprint.ts";

/**
 * An entry as it is read back. Numbers, instants and details are read in a form that shows every difference: an instant
 * to the microsecond, the detail letter by letter.
 */
export type ChainRow = {
  number: number;
  at: string;
  action: string;
  actor_kind: string;
  actor_id: string | null;
  reason: string | null;
  target_kind: string | null;
  target_id: string | null;
  changed: readonly string[];
  outcome: string;
  request_id: string | null;
  ip_hash: string | null;
  detail: string;
  /** In hex, as `hash`. */
  prev_hash: string;
  hash: string;
};

/** What the first entry follows. */
export const noHash = "0".repeat(64);

/** The entry as it is hashed and handed to `append_audit`: canonical JSON (RFC 8785). */
export function canonicalEntry(entry: AuditEntry): string {
  const { actor, target, detail, ip, requestId } = entry;
  return canonicalJson({
    action: clean(entry.action),
    actor: { id: cleaned(actor.id), kind: actor.kind },
    at: `${entry.at.toISOString().slice(0, -1)}000Z`,
    changed: entry.changed.map(clean),
    detail: cleanDetail(detail),
    ip,
    outcome: entry.outcome,
    reason: cleaned(actor.reason),
    request_id: requestId,
    target: target === null ? null : { id: clean(target.id), kind: target.kind },
  });
}

/** The same text from a row; another one when anything in the row is not as it was written. */
export function canonicalRow(row: ChainRow): string {
  const hasTarget = row.target_kind !== null || row.target_id !== null;
  const members = {
    action: row.action,
    actor: { id: row.actor_id, kind: row.actor_kind },
    at: row.at,
    changed: row.changed,
    ip: row.ip_hash,
    outcome: row.outcome,
    reason: row.reason,
    request_id: row.request_id,
    target: hasTarget ? { id: row.target_id, kind: row.target_kind } : null,
  };
  // Beside the others and not parsed, because its spelling counts as well; its place in the order is before `ip`.
  return canonicalJson(members).replace('],"ip":', () => `],"detail":${row.detail},"ip":`);
}

/** In hex: SHA-256 of the previous hash's bytes and the canonical JSON of [tenant, number, entry]. */
export function hashOf(previous: string, place: { tenantId: string; number: number }, entry: string): string {
  return createHash("sha256")
    .update(previous, "hex")
    .update(`["${place.tenantId}",${place.number},${entry}]`)
    .digest("hex");
}

function cleaned(text: string | null): string | null {
  return text === null ? null : clean(text);
}

/** Postgres stores neither NUL nor half of a character. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

function cleanDetail(detail: AuditDetail): AuditDetail {
  return mapValues(detail, (value, name) =>
    isRecord(value) ? mapValues(value, cleanValue) : cleanValue(value, name),
  );
}

function cleanValue(value: AuditValue, name: string): AuditValue {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new Error(`the detail ${name} of an audit entry is not a whole number`);
  }
  if (typeof value === "string") return clean(value);
  return typeof value === "object" && value !== null ? value.map(clean) : value;
}

function isRecord(value: AuditDetail[string]): value is Readonly<Record<string, AuditValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [clean(name), change(value, name)]),
  );
}
