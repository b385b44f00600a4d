// Which tenants are shown, as the address says it. Pure.
import type { TenantSummary } from "@waypost/contract";
import { states } from "./state.ts";

/** `tenant` is the one that is open. */
export type TenantFilters = {
  q?: string | undefined;
  state?: TenantSummary["state"] | undefined;
  tenant?: string | undefined;
};

export function readTenantFilters(search: Record<string, unknown>): TenantFilters {
  const { q, tenant } = search;
  const state = states.find((each) => each === search["state"]);
  return {
    ...((typeof q === "string" && q !== "") || typeof q === "number" ? { q: String(q).slice(0, 100) } : {}),
    ...(state === undefined ? {} : { state }),
    ...(typeof tenant === "string" && tenant.startsWith("ten_") ? { tenant } : {}),
  };
}

/** From a name, what may stand in addresses. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 63);
}
