// How an entry and a verdict leave the API.

import type { AuditEntryResource, AuditVerdict } from "@waypost/contract";
import type { ChainRow } from "./chain.ts";
import type { Verdict } from "./verify.ts";

export function presentEntry(row: ChainRow): AuditEntryResource {
  const { number, action, reason, request_id, hash, target_kind, target_id } = row;
  const { before, after, withheld, ...detail } = JSON.parse(row.detail) as Detail;
  return {
    number,
    at: row.at.replace(/\d{3}Z$/, "Z"),
    action,
    actor: { kind: row.actor_kind as AuditEntryResource["actor"]["kind"], id: row.actor_id },
    reason,
    target: target_kind === null || target_id === null ? null : { kind: target_kind, id: target_id },
    changed: [...row.changed],
    changes: [
      ...Object.keys(before ?? {}).map((field) => ({
        field,
        before: before?.[field] ?? null,
        after: after?.[field] ?? null,
      })),
      ...(withheld ?? []).map((field) => ({ field })),
    ],
    outcome: row.outcome as AuditEntryResource["outcome"],
    request_id,
    ip: row.ip_hash,
    detail,
    hash,
  };
}

type Values = Readonly<Record<string, string | number | boolean | null | string[]>>;

/** As `http/audit-change.ts` makes it; older entries have none of it. */
type Detail = Record<string, unknown> & { before?: Values; after?: Values; withheld?: readonly string[] };

export function presentVerdict(verdict: Verdict): AuditVerdict {
  const { ok, entries, head, seals } = verdict;
  return { ok, entries, head, seals, ...(verdict.ok ? {} : { first_broken: verdict.firstBroken }) };
}
