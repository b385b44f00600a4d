// Works on campaigns: every second and when nudged, in every control process; a campaign's row lets one at a time.

import { AppError } from "../kernel/errors.ts";
import type { WorkDeps } from "./deps.ts";
import { campaignStep } from "./step.ts";
import { pauseRow } from "./store/move.ts";
import { findWork, type WorkRow } from "./store/queue.ts";

export type CampaignWorker = {
  /** A campaign was launched, resumed or canceled. */
  nudge(): void;
  /** Resolves when no step of this process's is under way. */
  stop(): Promise<void>;
};

/** The net under the nudges, and how soon lanes are filled up: they hold a minute's messages. */
const everyMs = 1_000;
/** The audience is written down so long before its campaign begins. */
const aheadSeconds = 120;
/** Campaigns under way at once: each takes a connection or two of those that serve requests. */
const atOnce = 2;

export function createCampaignWorker(deps: WorkDeps): CampaignWorker {
  const state: State = { running: null, again: false, stopped: false };
  const look = (): void => start(deps, state);
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    nudge: look,
    stop: async () => {
      clearInterval(timer);
      state.stopped = true;
      await state.running;
    },
  };
}

type State = { running: Promise<void> | null; again: boolean; stopped: boolean };

function start(deps: WorkDeps, state: State): void {
  if (state.stopped) return;
  if (state.running !== null) {
    state.again = true;
    return;
  }
  state.again = false;
  state.running = workThrough(deps, state)
    .catch(deps.onError)
    .finally(() => {
      state.running = null;
      if (state.again) start(deps, state);
    });
}

/** A step of each in turn, until none has more to do at once: a large audience keeps nobody waiting for long. */
async function workThrough(deps: WorkDeps, state: Pick<State, "stopped">): Promise<void> {
  let works = await findWork(deps.engine, [aheadSeconds, deps.now()]);
  while (works.length > 0 && !state.stopped) {
    const busy: WorkRow[] = [];
    for (let at = 0; at < works.length && !state.stopped; at += atOnce) {
      const some = works.slice(at, at + atOnce);
      const more = await Promise.all(some.map((work) => oneStep(deps, work)));
      busy.push(...some.filter((_, place) => more[place]));
    }
    works = busy;
  }
}

/** All that there is to do now, for tests and for who cannot wait: answers when nothing is left to do at once. */
export function workOnCampaigns(deps: WorkDeps): Promise<void> {
  return workThrough(deps, { stopped: false });
}

/** What the campaign itself is to blame for pauses it; all else is tried again. */
async function oneStep(deps: WorkDeps, work: WorkRow): Promise<boolean> {
  const { tenant_id, id } = work;
  try {
    return await deps.app.asTenants([tenant_id], (tx) => campaignStep(deps, tx, work));
  } catch (error) {
    if (!(error instanceof AppError)) {
      deps.onError(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
    const why = JSON.stringify({ code: error.code, detail: error.message });
    await deps.app.asTenants([tenant_id], (tx) => pauseRow(tx, [tenant_id, id, null, why]));
    return false;
  }
}
