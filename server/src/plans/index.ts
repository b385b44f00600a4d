// The plans room's door: what tenants may use, what they used, and what it cost.

export { capacity, type PlaceName, placesLeft } from "./capacity.ts";
export { assign } from "./assign.ts";
export { plansJobs } from "./jobs.ts";
export { recountUsage } from "./metering/recount.ts";
export { openPlans, type Plans } from "./open-plans.ts";
export { plansPlatformRoutes } from "./platform-routes.ts";
export { planRoutes } from "./routes.ts";
export { savePlan } from "./save-plan.ts";
export { findPlan, findTenantBySlug, listPlans } from "./store/plan.ts";
export { pruneWindows } from "./store/window.ts";
export type { Pricer } from "./usage/price-cells.ts";
export { usageRoutes } from "./usage/routes.ts";
