// How an entry and a verdict leave the API.

import type { AuditEntryResource, AuditVerdict } from "@waypost/contract";
import type { ChainRow } from "./chain.ts";
import type { Verdict } from "./verify.ts";

export function presentEntry(row: ChainRow): AuditEntryResource {
  const { number, action, reason, request_id, hash, target_kind, target_id } = row;
  return {
    number,
    at: row.at.replace(/\d{3}Z$/, "Z"),
    action,
    actor: { kind: row.actor_kind as AuditEntryResource["actor"]["kind"], id: row.actor_id },
    reason,
    target: target_kind === null || target_id === null ? null : { kind: target_kind, id: target_id },
    changed: [...row.changed],
    outcome: row.outcome as AuditEntryResource["outcome"],
    request_id,
    ip: row.ip_hash,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    hash,
  };
}

export function presentVerdict(verdict: Verdict): AuditVerdict {
  const { ok, entries, head, seals } = verdict;
  return { ok, entries, head, seals, ...(verdict.ok ? {} : { first_broken: verdict.firstBroken }) };
}
