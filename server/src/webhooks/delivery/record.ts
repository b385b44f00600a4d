// Writes down what came of attempts, many at once, and what it says of their endpoints.

import type { Tx } from "../../kernel/db.ts";
import { judge, patienceMs, type Verdict } from "../schedule.ts";
import type { LogEntry } from "../store/delivery.ts";
import {
  disableEndpoints,
  type DisabledRow,
  moveFollowers,
  noteAnswering,
  noteFailing,
  recordResults,
  type ResultRow,
} from "../store/work.ts";
import { putBackWaiting } from "./fly.ts";
import { look } from "./look.ts";
import { keyOf, laneKey, type Result, type State } from "./state.ts";

type Judged = Result & { verdict: Verdict; at: Date };

/** Rejects when the database does not take it: the claims lapse then, and what was told is told again. */
export async function record(state: State, results: readonly Result[]): Promise<void> {
  const { engine, clock, counters, onDisabled } = state.deps;
  const at = clock.now();
  const judged = results.map((result): Judged => {
    const verdict = judge(result.outcome, result.flight.row.attempts, clock.random());
    return { ...result, verdict, at };
  });
  const disabled = await engine.transaction((tx) => write(tx, judged, at));
  for (const { tenant_id, id } of disabled) {
    const lane = state.lanes.get(laneKey({ tenant_id, endpoint_id: id }));
    state.lanes.delete(laneKey({ tenant_id, endpoint_id: id }));
    if (lane !== undefined) void putBackWaiting(state, lane);
  }
  if (disabled.length > 0) onDisabled(disabled);
  for (const { flight, outcome, verdict } of judged) {
    state.flying.delete(flight);
    // Who waited behind it may be due now.
    if (flight.row.conversation !== null) flight.lane.awake = true;
    const refused = outcome.status === null ? "failed" : "refused";
    counters.attempted(verdict.kind === "delivered" ? "delivered" : refused);
  }
  look(state);
}

async function write(tx: Tx, judged: readonly Judged[], at: Date): Promise<DisabledRow[]> {
  const rows = judged.map(rowOf);
  await recordResults(tx, [JSON.stringify(rows)]);
  const followed = judged.flatMap(({ flight: { row } }, index) =>
    row.conversation === null
      ? []
      : [{ ...keyOf(row), conversation: row.conversation, due_at: rows[index]?.due_at ?? at }],
  );
  if (followed.length > 0) await moveFollowers(tx, [JSON.stringify(followed)]);
  return noteHealth(tx, judged, at);
}

const statesAfter = { delivered: "delivered", again: "waiting", gone: "failed", given_up: "failed" } as const;

function rowOf({ flight: { row }, outcome, verdict, at }: Judged): ResultRow {
  const { status, error, durationMs, response } = outcome;
  const entry: LogEntry = {
    at: at.toISOString(),
    number: row.attempts,
    trigger: row.cause,
    status,
    error,
    duration_ms: durationMs,
    response,
  };
  return {
    ...keyOf(row),
    attempt: row.attempts,
    state: statesAfter[verdict.kind],
    due_at: verdict.kind === "again" ? new Date(at.getTime() + verdict.inMs) : null,
    at,
    status,
    error,
    entry,
  };
}

/** An endpoint's row is written when it begins to fail, when it answers again, and when it is given up. */
async function noteHealth(tx: Tx, judged: readonly Judged[], at: Date): Promise<DisabledRow[]> {
  const answering = new Map<string, { tenant_id: string; endpoint_id: string }>();
  const failing = new Map<string, { tenant_id: string; endpoint_id: string; gone: boolean }>();
  for (const { flight, verdict } of judged) {
    const { tenant_id, endpoint_id } = flight.row;
    const key = laneKey(flight.row);
    if (verdict.kind === "delivered") answering.set(key, { tenant_id, endpoint_id });
    else {
      // Where each message names an address of its own, it is that one that is gone.
      const isGone = verdict.kind === "gone" && flight.row.address === null;
      const gone = isGone || failing.get(key)?.gone === true;
      failing.set(key, { tenant_id, endpoint_id, gone });
    }
  }
  const known = new Map(judged.map(({ flight }) => [laneKey(flight.row), flight.lane.endpoint]));
  for (const key of answering.keys()) if (failing.get(key)?.gone !== true) failing.delete(key);
  const better = [...answering].filter(([key]) => known.get(key)?.failingSince !== null);
  const worse = [...failing].filter(([key]) => known.get(key)?.failingSince === null);
  const givenUp = [...failing].filter(([key, { gone }]) => gone || isOutOfPatience(known.get(key), at));
  const valuesOf = (entries: readonly (readonly [string, object])[]): string =>
    JSON.stringify(entries.map(([, row]) => row));
  if (better.length > 0) await noteAnswering(tx, [valuesOf(better)]);
  if (worse.length > 0) await noteFailing(tx, [valuesOf(worse), at]);
  for (const [key] of better) Object.assign(known.get(key) ?? {}, { failingSince: null });
  for (const [key] of worse) Object.assign(known.get(key) ?? {}, { failingSince: at });
  if (givenUp.length === 0) return [];
  return disableEndpoints(tx, [valuesOf(givenUp), new Date(at.getTime() - patienceMs), at]);
}

function isOutOfPatience(endpoint: { failingSince: Date | null } | undefined, at: Date): boolean {
  const since = endpoint?.failingSince ?? null;
  return since !== null && at.getTime() - since.getTime() >= patienceMs;
}
