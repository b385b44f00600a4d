// The operations room's door: what is thrown away by itself, whether the process is ready, whether it may send.

export { confirm, type ConfirmOptions, lookAtWaiting } from "./confirm.ts";
export { housekeepingJobs } from "./housekeeping.ts";
export { keepMonthsJob } from "./months.ts";
export { healthGates } from "./platform-health.ts";
export { announcePresence } from "./presence.ts";
export { checkHome, quarantine, quarantineRestored, readQuarantine } from "./installation.ts";
export { type Quarantine, quarantineReasons } from "./quarantine.ts";
export { checkReadiness, type Readiness } from "./readiness.ts";
