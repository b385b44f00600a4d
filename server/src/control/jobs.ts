// The background work of the control process, each job at its own pace and in one process at a time.

import { accountPrunes, checkNumbersJob } from "../accounts/index.ts";
import { importPrunes, wordLatecomersJob } from "../audience/index.ts";
import { campaignPrunes, carryOverJobs } from "../campaigns/index.ts";
import { readRules } from "../compliance/index.ts";
import type { AttachedConfig } from "../config.ts";
import { pruneEvents, pruneTickets } from "../events/index.ts";
import { graphOriginsOf } from "../graph-origins.ts";
import { type Jobs, type ScheduledJob, startJobs } from "../kernel/jobs.ts";
import { pruneMediaJob } from "../media/index.ts";
import { lookAgainJob, pruneSenderMinutes } from "../messaging/index.ts";
import { webhookPrunes } from "../webhooks/index.ts";
import { peoplePrunes } from "../people/index.ts";
import { pruneWindows } from "../plans/index.ts";
import { mastersOf } from "../open-vault.ts";
import { housekeepingJobs, keepMonthsJob } from "../operations/index.ts";
import { rotationJob } from "../secrets/index.ts";
import { pruneEntryPoints, pruneSenderDays, pruneSenderTexts } from "../senders/index.ts";
import { createGraph } from "../transports/cloud-api/index.ts";
import { complianceJobs } from "./compliance.ts";
import { pruneRequestMinutes } from "../tenancy/index.ts";
import { planJobs } from "./plans.ts";
import type { House } from "./house.ts";

/** `more`: jobs of parts that are also woken by notices. */
export function startControlJobs(
  config: AttachedConfig,
  house: House,
  more: readonly ScheduledJob[],
): Promise<Jobs> {
  const { databaseUrl, redisUrl } = config;
  const now = (): Date => new Date();
  return startJobs({
    databaseUrl,
    redisUrl,
    jobs: [
      ...more,
      ...housekeepingJobs({
        db: house.engine,
        more: {
          "prune-sender-days": pruneSenderDays,
          "prune-sender-texts": pruneSenderTexts,
          "prune-sender-minutes": pruneSenderMinutes,
          "prune-entry-points": pruneEntryPoints,
          ...accountPrunes,
          ...importPrunes,
          ...campaignPrunes,
          ...peoplePrunes,
          "prune-plan-windows": pruneWindows,
          "prune-request-minutes": pruneRequestMinutes,
          "prune-events": pruneEvents,
          "prune-stream-tickets": pruneTickets,
          ...webhookPrunes,
        },
      }),
      ...planJobs(house),
      ...carryOverJobs({ db: house.engine }),
      wordLatecomersJob({ db: house.engine }),
      lookAgainJob({ db: house.engine }),
      pruneMediaJob({ db: house.engine, store: house.media, now }),
      checkNumbersJob({ ...house, graph: createGraph(graphOriginsOf(config)), now }),
      rotationJob({ ...house, masters: mastersOf(config) }, house.onError),
      ...complianceJobs(house),
      keepMonthsJob({
        engine: house.engine,
        databaseUrl,
        keepDays: async () => (await readRules(house.engine)).monthsDays,
        now,
      }),
    ],
    onError: house.onError,
  });
}
