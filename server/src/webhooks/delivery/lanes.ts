// Keeps the worker's lanes like the endpoints' rows: those that are enabled, as they are now.

import { createLane } from "../lane.ts";
import { type LaneRow, readLanes } from "../store/work.ts";
import { openLane } from "./open-lane.ts";
import { putBackWaiting } from "./fly.ts";
import { laneKey, type State, type Working } from "./state.ts";

/** What changes while it is read is read once more. */
export function refreshLanes(state: State): Promise<void> {
  if (state.refreshing !== null) {
    state.refreshAgain = true;
    return state.refreshing;
  }
  state.refreshAgain = false;
  state.refreshing = readAll(state)
    .catch(state.deps.onError)
    .finally(() => {
      state.refreshing = null;
      if (state.refreshAgain && !state.stopped) void refreshLanes(state);
    });
  return state.refreshing;
}

async function readAll(state: State): Promise<void> {
  const { engine, onError } = state.deps;
  const rows = await readLanes(engine, []);
  const lanes = new Map<string, Working>();
  for (const row of rows) {
    try {
      const lane = laneOf(state, row);
      lanes.set(laneKey({ ...row, endpoint_id: row.id }), lane);
    } catch (error) {
      // One that cannot be opened must not hold up the others.
      onError(new Error(`the secrets of webhook endpoint ${row.id} cannot be opened`, { cause: error }));
    }
  }
  const gone = [...state.lanes].filter(([key]) => !lanes.has(key));
  state.lanes = lanes;
  state.byTenant = Map.groupBy(lanes.values(), ({ endpoint }) => endpoint.tenantId);
  for (const [, lane] of gone) void putBackWaiting(state, lane);
}

/** A lane that goes on keeps what it has learned of its endpoint, unless that is at another address now. */
function laneOf({ lanes, deps: { vault, clock } }: State, row: LaneRow): Working {
  const known = lanes.get(laneKey({ ...row, endpoint_id: row.id }));
  const [now, at] = [clock.now(), clock.monotonic()];
  if (known === undefined) return { ...createLane(openLane(vault, row, now), at), waiting: [] };
  const { endpoint } = known;
  const isOver = endpoint.secretUntil !== null && endpoint.secretUntil <= now;
  if (endpoint.version !== row.version || isOver) known.endpoint = openLane(vault, row, now);
  else known.endpoint.failingSince = row.failing_since;
  if (endpoint.url.href !== known.endpoint.url.href) Object.assign(known, { failures: 0, restUntil: at });
  return known;
}

/** Those of these tenants; all of them when none is named. Answers whether there are any. */
export function wake(state: State, tenantIds: readonly string[] | null): boolean {
  const lanes =
    tenantIds === null
      ? [...state.lanes.values()]
      : tenantIds.flatMap((tenantId) => state.byTenant.get(tenantId) ?? []);
  for (const lane of lanes) lane.awake = true;
  return lanes.length > 0;
}
