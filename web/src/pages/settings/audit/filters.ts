// What the audit log is narrowed to, as the address says it. Pure.
import type { Query } from "@waypost/sdk";

export type AuditFilters = Pick<Query<"GET /v1/audit">, "actor" | "action" | "target" | "since">;

export function readAuditFilters(search: Record<string, unknown>): AuditFilters {
  const filters: AuditFilters = {};
  for (const name of ["actor", "action", "target"] as const) {
    const value = search[name];
    if (typeof value === "string" && value !== "") filters[name] = value.slice(0, 64);
  }
  const { since } = search;
  if (typeof since === "string" && !Number.isNaN(Date.parse(since))) filters.since = since;
  return filters;
}

export function changed(filters: AuditFilters, name: keyof AuditFilters, value: string): AuditFilters {
  const { [name]: _former, ...others } = filters;
  return value.trim() === "" ? others : { ...others, [name]: value.trim() };
}
