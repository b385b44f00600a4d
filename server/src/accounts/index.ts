// The accounts room's door: numbers and business accounts at Meta, their setup, limits and prices.

export type { LaneChange } from "./apply-facts.ts";
export { checkNumbersJob, type CheckJobDeps } from "./check-numbers-job.ts";
export { accountConsumer } from "./consume-changes.ts";
export type { SignupDeps } from "./embedded-signup.ts";
export { type Headroom, headroomOf } from "./limits/headroom.ts";
export { createLimitGuard, type LimitGuard, withMessagingLimit } from "./limits/limit-guard.ts";
export { keepWithheld, marketingRestsOf } from "./limits/withheld.ts";
export { keepHandshake, sightingOf } from "./onboarding/handshakes.ts";
export type { TestMessages } from "./onboarding/test-message.ts";
export { cloudApiStandings } from "./present-account.ts";
export { serviceAllowance } from "./pricing/billing.ts";
export { costOf, type Rate } from "./pricing/cost.ts";
export { readRateCard } from "./pricing/rate-card.ts";
export { costRoutes } from "./routes/cost-routes.ts";
export { limitsOfPerson } from "./personal-data.ts";
export { numberRoutes } from "./routes/number-routes.ts";
export { onboardingRoutes } from "./routes/onboarding-routes.ts";
export { peopleRoutes } from "./routes/people-routes.ts";
export { accountPrunes } from "./prunes.ts";
