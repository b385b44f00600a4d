// The routing room's door: which sender a message goes through, failover, and the routes about both.

export { carriedTypes } from "./carried-types.ts";
export type { ExplainDeps } from "./explain.ts";
export { createPeopleReader } from "./person-facts.ts";
export { createPoliciesInForce } from "./policies-in-force.ts";
export { type RouteDeps, routeMessages } from "./route-messages.ts";
export { routingRoutes } from "./routes.ts";
export { createSweeper, type Sweeper } from "./sweeper.ts";
