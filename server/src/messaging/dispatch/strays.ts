// Strays: messages that are in flight for the database but not for this process.

import type { Outcome } from "../../transports/transport.ts";
import type { HeldShard } from "../lane-store.ts";
import { nameOf, type State } from "./state.ts";

/**
 * Claimed under our own epoch they never left: the claim was committed, but its answer was lost on the way here.
 * Under an older epoch their owner has ended, and whether the bytes left is not known.
 */
export async function settleStrays(state: State, held: readonly HeldShard[]): Promise<void> {
  const inFlight = await state.deps.store.findInFlight(held);
  for (const message of inFlight) {
    if (state.flying.has(nameOf(message))) continue;
    void state.recorder.record(message, message.own ? notStarted : ownerEnded, null);
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
