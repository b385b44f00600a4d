// Strays: messages that are in flight for the database but not for this process.

import type { Outcome } from "../../transports/transport.ts";
import type { HeldShard } from "../lane-store.ts";
import { nameOf, type State } from "./state.ts";

/**
 * What an owner before us left. Whether its bytes left is not known. Those under our own epoch are not meant: the
 * lanes may be open already, and a claim that commits while we look is on its way. Nor is what this very process is
 * sending since before its lease ran out, as when the database stood still for a while: that end is yet to be told.
 */
export async function settleFormer(state: State, gained: readonly HeldShard[]): Promise<void> {
  for (const message of await state.deps.store.findInFlight(gained)) {
    const isLeft = !message.own && !state.flying.has(nameOf(message));
    if (isLeft) void state.recorder.record(message, ownerEnded, null);
  }
}

/**
 * After a claim whose answer was lost, and while no other is under way: claimed under our own epoch and not flying,
 * they never left.
 */
export async function settleUnheard(state: State): Promise<void> {
  const held = [...state.epochs].map(([shard, epoch]) => ({ shard, epoch }));
  for (const message of await state.deps.store.findInFlight(held)) {
    const isUnheard = message.own && !state.flying.has(nameOf(message));
    if (isUnheard) void state.recorder.record(message, notStarted, null);
  }
}

export const notStarted: Outcome = {
  kind: "later",
  error: {
    code: "handed_over",
    providerCode: null,
    detail: "Its lane moved to another process before it left.",
  },
  scope: "message",
  afterMs: 0,
  counts: false,
};

const ownerEnded: Outcome = {
  kind: "unknown",
  error: {
    code: "outcome_unknown",
    providerCode: null,
    detail: "The process that was sending it ended before the answer came.",
  },
};
