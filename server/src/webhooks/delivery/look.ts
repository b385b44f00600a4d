// Looks for what is due: one claim at a time over all lanes that have room, and each delivery on its way.

import { type EventRow, presentEvent } from "../../events/index.ts";
import { claimsFor } from "../lane.ts";
import { fullPayload, thinPayload } from "../payload.ts";
import { claimDeliveries, keepBodies } from "../store/work.ts";
import { queue } from "./fly.ts";
import { type Flight, keyOf, laneKey, type State, type Working } from "./state.ts";

/**
 * So long a claim holds; an attempt that takes longer renews it. What a killed process had claimed is tried again
 * after this time.
 */
export const leaseMs = 6_000;

/** Deliveries that this process has claimed and not recorded yet, to whomever. */
const flyingMax = 2_048;

/** While a claim is under way those who are free again wait for the next, so a busy worker claims many at once. */
export function look(state: State): void {
  if (state.stopped) return;
  if (state.claiming) {
    state.again = true;
    return;
  }
  state.again = false;
  const wanted = choose(state);
  if (wanted.length === 0) return;
  state.claiming = true;
  claim(state, wanted)
    .catch(state.deps.onError)
    .finally(() => {
      state.claiming = false;
      if (state.again) look(state);
    });
}

type Wanted = { lane: Working; room: number };

/** Each lane may claim so many, however many others there are: most have no more than that. */
const shareMin = 4;

/**
 * The emptiest first: who has much under way already may wait until somebody answers. All that are awake share what may
 * be claimed, so that a thousand that have one delivery each are one claim or two; who takes its whole share is asked
 * again at once.
 */
function choose({ lanes, flying, deps: { clock } }: State): Wanted[] {
  const now = clock.monotonic();
  let left = flyingMax - flying.size;
  const open = [...lanes.values()]
    .map((lane) => ({ lane, room: claimsFor(lane, now, lane.waiting.length) }))
    .filter(({ room }) => room > 0);
  const share = Math.max(shareMin, Math.floor(left / open.length));
  return open
    .toSorted((a, b) => a.lane.flying - b.lane.flying)
    .flatMap(({ lane, room }) => {
      const given = Math.min(room, share, left);
      left -= given;
      return given > 0 ? [{ lane, room: given }] : [];
    });
}

async function claim(state: State, wanted: readonly Wanted[]): Promise<void> {
  const { engine, clock } = state.deps;
  // Whoever is woken from here on is awake in the next look.
  for (const { lane } of wanted) lane.awake = false;
  const asked = wanted.map(({ lane: { endpoint }, room }) => ({
    tenant_id: endpoint.tenantId,
    endpoint_id: endpoint.id,
    room,
    ordered: endpoint.ordered,
  }));
  const now = clock.now();
  const until = new Date(now.getTime() + leaseMs);
  const rows = await claimDeliveries(engine, [JSON.stringify(asked), now, until]);
  const claimedAt = clock.monotonic();
  const byLane = Map.groupBy(rows, laneKey);
  const full = new Map<Working, Flight[]>();
  for (const { lane, room } of wanted) {
    const mine = byLane.get(lane.endpoint.tenantId + lane.endpoint.id) ?? [];
    // It took all it might: there may be more.
    if (mine.length === room) state.again = lane.awake = true;
    const flights = mine.map((row): Flight => ({ row, lane, claimedAt }));
    for (const flight of flights) state.flying.add(flight);
    const thin = flights.filter(isThin);
    if (thin.length < flights.length)
      full.set(
        lane,
        flights.filter((flight) => !isThin(flight)),
      );
    queue(
      state,
      lane,
      thin.map((flight) => ({ flight, body: thinBody(flight) })),
    );
  }
  void sendFull(state, full);
}

function isThin({ row, lane }: Flight): boolean {
  const { payload } = lane.endpoint;
  return payload === "thin" || (payload === "full" && row.without_record);
}

function thinBody(flight: Flight): string {
  return JSON.stringify(thinPayload(presentEvent(eventOf(flight))));
}

/** One endpoint after the other: reading what is to be told takes one connection from those of requests. */
async function sendFull(state: State, full: ReadonlyMap<Working, readonly Flight[]>): Promise<void> {
  for (const [lane, flights] of full) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const bodies = await compose(state, lane, flights);
      queue(
        state,
        lane,
        flights.map((flight, index) => ({ flight, body: bodies[index] ?? "" })),
      );
    } catch (error) {
      state.deps.onError(error instanceof Error ? error : new Error(String(error)));
      // Nothing was said: the claims lapse by themselves.
      for (const flight of flights) state.flying.delete(flight);
    }
  }
}

/** Written down before they leave, so that a process that is killed repeats what it may have said. */
async function compose(state: State, lane: Working, flights: readonly Flight[]): Promise<string[]> {
  const fresh = flights.filter(({ row }) => row.body === null);
  const bodies = fresh.length === 0 ? [] : await write(state, lane, fresh);
  const made = new Map(fresh.map((flight, index) => [flight, bodies[index] ?? ""]));
  const kept = [...made].map(([{ row }, body]) => ({ ...keyOf(row), body }));
  if (kept.length > 0) await keepBodies(state.deps.engine, [JSON.stringify(kept)]);
  return flights.map((flight) => flight.row.body ?? made.get(flight) ?? "");
}

async function write(
  { deps: { readRecords, writeCallbacks } }: State,
  { endpoint }: Working,
  flights: readonly Flight[],
): Promise<string[]> {
  if (endpoint.payload === "twilio") {
    const told = flights.map((flight) => ({ event: eventOf(flight), nameless: flight.row.without_record }));
    return writeCallbacks(endpoint, told);
  }
  const records = await readRecords(endpoint, flights.map(eventOf));
  return flights.map((flight, index) =>
    JSON.stringify(fullPayload(presentEvent(eventOf(flight)), records[index] ?? null)),
  );
}

function eventOf({ row: { event } }: Flight): EventRow {
  return { ...event, at: new Date(event.at) };
}
