// The operations room's door: what is thrown away by itself, and whether the process is ready.

export { housekeepingJobs } from "./housekeeping.ts";
export { keepMonthsJob } from "./months.ts";
export { checkWritable } from "./readiness.ts";
