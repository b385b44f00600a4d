// Sends what was claimed, as fast as each lane lets it, and hands what came of it to the record.

import { presentId } from "../../kernel/ids.ts";
import { depart, giveBack, hear, slotsIn } from "../lane.ts";
import { isOverloaded, isSuccess } from "../schedule.ts";
import { giveBackClaims } from "../store/work.ts";
import type { Addressee } from "./courier.ts";
import { type Flight, keyOf, type Ready, type State, type Working } from "./state.ts";

export function queue(state: State, lane: Working, ready: readonly Ready[]): void {
  lane.waiting.push(...ready);
  pump(state, lane);
}

/** Whoever has to wait is looked at again when another has landed, and each second. */
export function pump(state: State, lane: Working): void {
  const now = state.deps.clock.monotonic();
  for (const ready of lane.waiting.splice(0, slotsIn(lane, now))) {
    depart(lane, now);
    void fly(state, ready);
  }
}

async function fly(state: State, { flight, body }: Ready): Promise<void> {
  const { courier, clock, onError } = state.deps;
  const { row, lane } = flight;
  try {
    const told = { id: presentId("evt", row.event_id), body };
    const outcome = await courier.carry(addresseeOf(flight), told, state.stopping.signal);
    // The next one leaves now: what came of this one is written down meanwhile.
    const { status, retryAfterMs } = outcome;
    const heard = { ok: isSuccess(status), overloaded: isOverloaded(status), retryAfterMs };
    hear(lane, heard, clock.monotonic());
    pump(state, lane);
    await state.results.add({ flight, outcome });
  } catch (error) {
    if (!state.stopping.signal.aborted) onError(error instanceof Error ? error : new Error(String(error)));
    else {
      giveBack(lane);
      await putBack(state, [flight]);
    }
  } finally {
    state.flying.delete(flight);
  }
}

function addresseeOf({ row: { address }, lane: { endpoint } }: Flight): Addressee {
  return address === null ? endpoint : { ...endpoint, url: new URL(address) };
}

/** What was claimed for a lane and is not to leave any more, from here. */
export async function putBackWaiting(state: State, lane: Working): Promise<void> {
  await putBack(
    state,
    lane.waiting.splice(0).map(({ flight }) => flight),
  );
}

/** As if they had not been claimed; where that fails, the claims end by themselves. */
async function putBack(
  { deps: { engine, clock, onError }, flying }: State,
  flights: readonly Flight[],
): Promise<void> {
  if (flights.length === 0) return;
  const claims = flights.map(({ row }) => ({ ...keyOf(row), attempt: row.attempts }));
  await giveBackClaims(engine, [JSON.stringify(claims), clock.now()]).catch(onError);
  for (const flight of flights) flying.delete(flight);
}
