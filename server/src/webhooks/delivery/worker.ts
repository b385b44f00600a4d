// The worker: brings what is due to its endpoints, in every control process, each taking what no other has claimed.

import { createBatcher } from "../../kernel/batcher.ts";
import { renewClaims } from "../store/work.ts";
import { pump, putBackWaiting } from "./fly.ts";
import { refreshLanes, wake } from "./lanes.ts";
import { leaseMs, look } from "./look.ts";
import { record } from "./record.ts";
import { keyOf, type Result, type State, type WorkerDeps } from "./state.ts";

export type WebhookWorker = {
  /** Something happened at these tenants, by their ids joined with commas; at any, when it is empty. */
  wake(tenantIds: string): void;
  /** Endpoints were made or changed. Resolves when their lanes are as they are now. */
  refresh(): Promise<void>;
  /** Claims nothing more; resolves when what is under way is recorded, or has been called off after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

/** The net under the notices, and how soon a second try comes after its time. */
const pollMs = 1_000;
/** Of the polls: endpoints are read again this seldom, as each change of one is told. */
const refreshEvery = 5;
const renewMs = 2_000;
const resultsAtOnce = 500;

export function createWebhookWorker(deps: WorkerDeps): WebhookWorker {
  const state: State = {
    deps,
    lanes: new Map(),
    byTenant: new Map(),
    flying: new Set(),
    results: createBatcher<Result, void>({
      flushesMax: 2,
      itemsMax: resultsAtOnce,
      flush: async (results) => {
        await record(state, results);
        return results.map(() => undefined);
      },
    }),
    claiming: false,
    again: false,
    stopping: new AbortController(),
    stopped: false,
    refreshing: null,
    refreshAgain: false,
    endPoll: null,
    endRenewal: null,
  };
  poll(state);
  renew(state);
  return {
    wake: (tenantIds) => {
      if (wake(state, tenantIds === "" ? null : tenantIds.split(","))) look(state);
    },
    refresh: async () => {
      await refreshLanes(state);
      look(state);
    },
    stop: (graceMs) => stop(state, graceMs),
  };
}

function poll(state: State): void {
  let round = 0;
  const next = (): void => {
    state.endPoll = state.deps.clock.after(pollMs, () => {
      round += 1;
      void (round % refreshEvery === 0 ? refreshLanes(state) : Promise.resolve()).then(() => {
        if (state.stopped) return;
        for (const lane of state.lanes.values()) pump(state, lane);
        wake(state, null);
        look(state);
        next();
      });
    });
  };
  next();
}

/** Most attempts are over long before their claim is, so nothing is written for them. */
function renew(state: State): void {
  const { engine, clock, onError } = state.deps;
  state.endRenewal = clock.after(renewMs, () => {
    const old = clock.monotonic() - renewMs;
    const claims = [...state.flying].filter(({ claimedAt }) => claimedAt <= old);
    const until = new Date(clock.now().getTime() + leaseMs);
    const rows = claims.map(({ row }) => ({ ...keyOf(row), attempt: row.attempts }));
    const renewed =
      rows.length === 0 ? Promise.resolve([]) : renewClaims(engine, [JSON.stringify(rows), until]);
    void renewed.catch(onError).finally(() => {
      if (!state.stopped || state.flying.size > 0) renew(state);
    });
  });
}

async function stop(state: State, graceMs: number): Promise<void> {
  const { clock } = state.deps;
  state.stopped = true;
  state.endPoll?.();
  await state.refreshing;
  const callOff = clock.after(graceMs, () => state.stopping.abort());
  while (state.flying.size > 0 || state.claiming) {
    // oxlint-disable-next-line no-await-in-loop -- a claim under way may yet bring some
    await Promise.all([...state.lanes.values()].map((lane) => putBackWaiting(state, lane)));
    // oxlint-disable-next-line no-await-in-loop -- until the last one has landed
    await new Promise<void>((done) => void clock.after(10, done));
  }
  callOff();
  state.endRenewal?.();
}
