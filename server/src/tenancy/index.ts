// The tenancy room's door: tenants, API keys, and who is asking.

export { type Authenticate, createAuthenticate } from "./authenticate.ts";
export { createKey, ensureSandboxKey, type NewKey } from "./create-key.ts";
export { createTenant, isSlug, type NewTenant } from "./create-tenant.ts";
export { type KeyRow, listKeys, listTenants, readTenantBySlug, revokeKey, type TenantRow } from "./store.ts";
