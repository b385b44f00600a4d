// What the audit log is told: an entry, and the seam by which everybody appends one.

import type { Tx } from "./db.ts";
import { presentId } from "./ids.ts";
import type { Actor } from "./route.ts";

/** Stands where a tenant's id would: the chain of what is done to the platform itself. */
export const platformChain = "00000000-0000-0000-0000-000000000000";

/** Who acted. An operator is who may run commands on the machine; `anybody` has not said who they are. */
export type AuditActor = {
  kind: Actor["kind"] | "operator" | "system" | "anybody";
  /** `key_…`, `usr_…`; null for those that have none. */
  id: string | null;
  /** Why staff of the platform acted for the tenant, in their own words. */
  reason: string | null;
};

/** One act. Nothing in it may be personal data: people, numbers and texts are named by ids of ours only. */
export type AuditEntry = {
  /** Whose chain; `platformChain` for the platform's. */
  tenantId: string;
  at: Date;
  /** The thing and what was done to it: `sender.updated`. */
  action: string;
  actor: AuditActor;
  target: { kind: string; id: string } | null;
  /** Names of the fields that were given, never their values. */
  changed: readonly string[];
  outcome: "done" | "refused";
  requestId: string | null;
  /** The caller's address under a keyed hash. */
  ip: string | null;
  detail: AuditDetail;
};

/** Numbers are whole: they have one spelling only, which the hash is taken of. */
export type AuditValue = string | number | boolean | null | readonly string[];

/** `before` and `after` are records of values: what a change did, where that is nobody's (`Route.tellsChange`). */
export type AuditDetail = Readonly<Record<string, AuditValue | Readonly<Record<string, AuditValue>>>>;

/**
 * In the transaction of what is told of, as its last statement: the ends of the chains stay locked until it commits,
 * and whoever took another lock after them could wait for one who waits for them.
 */
export type AppendAudit = (tx: Tx, entries: readonly AuditEntry[]) => Promise<void>;

export type AuditDeps = {
  append: AppendAudit;
  /** Equal addresses meet; nobody finds the address without the master key. */
  hashIp(ip: string): string;
};

export const operator: AuditActor = { kind: "operator", id: null, reason: null };
export const system: AuditActor = { kind: "system", id: null, reason: null };

/** An entry of ours with the members that most have alike. */
export function auditEntry(
  given: Pick<AuditEntry, "tenantId" | "at" | "action" | "actor"> & Partial<AuditEntry>,
): AuditEntry {
  return { target: null, changed: [], outcome: "done", requestId: null, ip: null, detail: {}, ...given };
}

export function auditActor(actor: Actor): AuditActor {
  const isKey = actor.kind === "key";
  return {
    kind: actor.kind,
    id: presentId(isKey ? "key" : "usr", actor.id),
    reason: isKey ? null : (actor.impersonation?.reason ?? null),
  };
}
