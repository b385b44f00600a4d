// In which order a tenant's tables are emptied: who refers to others goes first. Pure.

import type { TenantTable } from "../store/closing.ts";

export function inErasingOrder(tables: readonly TenantTable[]): TenantTable[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const sorted: TenantTable[] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ needs }) => needs));
    const free = [...left.values()].filter(({ name }) => !needed.has(name));
    if (free.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of free) left.delete(table.name);
    sorted.push(...free);
  }
  return sorted;
}

/**
 * What no export holds: answers kept for repetitions, which may be about anything, what a linked phone remembers, which
 * is sealed and opens nowhere else, and tickets of the last minute.
 */
const notExported: ReadonlySet<string> = new Set([
  "idempotency_key",
  "session_memory",
  "session_request",
  "stream_ticket",
  "tenant_export",
]);

export function exported(tables: readonly TenantTable[]): TenantTable[] {
  return tables.filter(({ name }) => !notExported.has(name));
}
