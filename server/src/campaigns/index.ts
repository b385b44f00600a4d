// The campaigns room's door: one message to many, as rows that survive whatever dies.

export { carryOverJobs } from "./carry-over-job.ts";
export type { WorkDeps } from "./deps.ts";
export { type Clicks, createClicks } from "./links/clicks.ts";
export { linkRedirect } from "./links/redirect.ts";
export { preflightRoutes } from "./preflight/routes.ts";
export type { NumberStanding, PreflightHouse, PriceOf } from "./preflight/number.ts";
export { campaignsOfPerson } from "./personal-data.ts";
export { campaignPrunes } from "./store/prune.ts";
export { campaignRoutes, type CampaignRouteDeps } from "./routes.ts";
export { audienceUsers } from "./audience-users.ts";
export { createCampaignWorker, type CampaignWorker, workOnCampaigns } from "./worker.ts";
