// The tenancy room's door: tenants, API keys, and who is asking.

export { type Authenticate, createAuthenticate } from "./authenticate.ts";
export { createCallerOfKey } from "./caller-of-key.ts";
export { exportDownload } from "./closing/download.ts";
export { exportTenantsJob } from "./closing/export-job.ts";
export { createKey, ensureSandboxKey, type NewKey } from "./create-key.ts";
export { changeState } from "./change-state.ts";
export { closeTenant, eraseSoon } from "./life-steps.ts";
export { summarizeTenant } from "./present-tenant.ts";
export { createTenant, isSlug, type NewTenant } from "./create-tenant.ts";
export { createKeyUses, type KeyUses, keyUsesEveryMs } from "./key-uses.ts";
export { leakedKeyGate, revokeByText } from "./keys/leaked-key.ts";
export { keyRoutes } from "./keys/routes.ts";
export { tenantLifeJobs } from "./life-jobs.ts";
export { platformGates } from "./platform/routes.ts";
export { type KeyRow, listKeys, pruneRequestMinutes, revokeKey } from "./store/key.ts";
export { listTenants, readTenantBySlug, type TenantRow } from "./store/tenant.ts";
export { haltOf, type TenantState } from "./tenant-life.ts";
export { tenantRoutes } from "./tenant-routes.ts";
