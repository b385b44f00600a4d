// A campaign that comes round: when its time has come, it makes a campaign of that day, with the audience of that day.

import type { Tx } from "../kernel/db.ts";
import type { Schedule } from "./campaign.ts";
import type { WorkDeps } from "./deps.ts";
import { nextRun, wallTimeAt } from "./schedule.ts";
import type { CampaignRow } from "./store/campaign.ts";
import { finishRow } from "./store/move.ts";
import { countRuns, insertRun, planRun } from "./store/runs.ts";

/** In the transaction that holds the campaign: the run and the time of the next one are there together. */
export async function runAgain(deps: WorkDeps, tx: Tx, parent: CampaignRow): Promise<void> {
  const { tenant_id, id, starts_at, schedule } = parent;
  if (starts_at === null) throw new Error("what comes round has a time");
  const at = wallTimeAt(schedule, starts_at);
  const name = `${parent.name} (${at.slice(0, 16).replace("T", " ")})`.slice(0, 200);
  await insertRun(tx, [tenant_id, id, deps.newId(), starts_at, name, JSON.stringify(runOf(schedule, at))]);
  const [runs] = await countRuns(tx, [tenant_id, id]);
  // Runs that a stop of hours has left behind are not made up for: one of them is enough.
  const after = new Date(Math.max(starts_at.getTime(), deps.now().getTime()));
  const next = nextRun(schedule, after, runs?.count ?? 0);
  if (next === null) await finishRow(tx, [tenant_id, id]);
  else await planRun(tx, [tenant_id, id, next]);
}

function runOf(schedule: Schedule, at: string): Schedule {
  const once = { ...schedule, at };
  delete once.repeat;
  return once;
}
