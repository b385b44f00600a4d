// A tenant's row as the API shows it; its data keys are nobody's.

import type { TenantExport, TenantResource, TenantSummary } from "@waypost/contract";
import { presentId } from "../kernel/ids.ts";
import { brandOf, settingsOf } from "./settings.ts";
import type { ExportRow } from "./store/closing.ts";
import type { TenantRow } from "./store/tenant.ts";

export function presentTenant(row: TenantRow, newest: ExportRow | undefined, now: Date): TenantResource {
  return { ...summarizeTenant(row), export: newest === undefined ? null : presentExport(newest, now) };
}

export function summarizeTenant(row: TenantRow): TenantSummary {
  return {
    id: presentId("ten", row.id),
    slug: row.slug,
    name: row.name,
    state: row.state,
    state_reason: row.state_reason,
    state_since: row.state_since.toISOString(),
    trial_ends_at: row.trial_ends_at?.toISOString() ?? null,
    erase_after: row.erase_after?.toISOString() ?? null,
    time_zone: row.time_zone,
    locale: row.locale,
    default_country: row.default_country,
    brand: brandOf(row.brand),
    settings: settingsOf(row.settings),
    created_at: row.created_at.toISOString(),
  };
}

function presentExport(row: ExportRow, now: Date): TenantExport {
  const isOver = row.expires_at !== null && row.expires_at <= now;
  return {
    state: isOver ? "over" : row.state,
    asked_at: row.asked_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    size_bytes: row.size_bytes,
    problem: row.problem,
  };
}
