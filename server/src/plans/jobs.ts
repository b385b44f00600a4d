// The background work of plans: metering with its alerts, counting again, and finding what crashes have stranded.

import type { ScheduledJob } from "../kernel/jobs.ts";
import { strandedMs } from "./allowances/piece.ts";
import { meterUsage } from "./metering/meter.ts";
import { recountUsage } from "./metering/recount.ts";
import { lockStranded, settleStranded } from "./store/window.ts";
import { type AlertDeps, raiseAlerts } from "./usage/alerts.ts";

const recountedMs = 2 * 86_400_000;

export function plansJobs(deps: AlertDeps): ScheduledJob[] {
  return [
    {
      name: "meter-usage",
      everyMs: 60_000,
      run: async (stopping) => {
        await meterUsage(deps.engine, { stopping });
        await raiseAlerts(deps);
      },
    },
    { name: "recount-usage", everyMs: 86_400_000, run: (stopping) => proveRecent(deps, stopping) },
    { name: "settle-plan-windows", everyMs: 60_000, run: async () => void (await settleWindows(deps)) },
  ];
}

/** The job's failure is the alarm: bills must not be wrong without anybody hearing of it. */
async function proveRecent({ engine, now }: AlertDeps, stopping?: AbortSignal): Promise<void> {
  const since = new Date(now().getTime() - recountedMs);
  const { slots, repaired } = await recountUsage(engine, since, stopping);
  if (repaired.length === 0) return;
  throw new Error(`Of ${slots} hours of usage ${repaired.length} were wrong; they are repaired.`);
}

/** Gives back what processes had that ended without a word; answers in how many windows. */
export async function settleWindows({ engine }: Pick<AlertDeps, "engine">): Promise<number> {
  return engine.transaction(async (tx) => {
    const stranded = await lockStranded(tx, [strandedMs]);
    if (stranded.length === 0) return 0;
    return (await settleStranded(tx, [JSON.stringify(stranded), strandedMs])).length;
  });
}
