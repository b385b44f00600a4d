// One claimed message's way: paced per person, handed to its session, and its outcome recorded.

import type { Go, SendRow } from "../../senders/index.ts";
import type { Outcome } from "../../transports/transport.ts";
import { takePair } from "../pacing.ts";
import type { Claimed } from "../store/dispatch.ts";
import { claimSoon } from "./look.ts";
import { pauseAfter, remember, sendOf } from "./protected-lane.ts";
import { attempt, nameOf, type State, tellIdle, type Working } from "./state.ts";
import { notStarted } from "./strays.ts";

const sendTimeoutMs = 45_000;
/** A lane that has a place again is looked at together with others. */
const gatherMs = 20;

export async function sendClaimed(state: State, message: Claimed): Promise<void> {
  const lane = state.lanes.get(message.sender_id);
  state.flying.add(nameOf(message));
  if (lane !== undefined) lane.inFlight += 1;
  const go = lane?.next?.claim.id === message.id ? lane.next.go : null;
  const outcome = await act(state, lane, message, go?.typingMs ?? 0);
  state.deps.counters.settled(outcome.kind);
  const send = lane === undefined || go === null ? null : pause(state, lane, { message, outcome, go });
  if (lane !== undefined) await applyScope(state, lane, outcome);
  await state.recorder.record(message, outcome, send);
  state.flying.delete(nameOf(message));
  if (lane !== undefined) {
    lane.inFlight -= 1;
    // It may have been the full lane's last place, or the message its pair was waiting for.
    lane.hot = true;
    claimSoon(state, gatherMs);
  }
  tellIdle(state);
}

async function act(
  state: State,
  lane: Working | undefined,
  message: Claimed,
  typingMs: number,
): Promise<Outcome> {
  const { node, clock } = state.deps;
  // Lost between claim and send: nothing has left, and the record will find the attempt fenced or give it back. Lost
  // and gained again, the lane is ours, but the attempt is another epoch's.
  const isOurs = lane !== undefined && state.epochs.get(lane.shard) === message.epoch;
  if (!isOurs || !node.mayWork()) return notStarted;
  const since = state.gainedAt.get(lane.shard) ?? clock.monotonic();
  const wait = takePair(state.pairs, `${lane.senderId}${message.recipient}`, since, clock.monotonic());
  if (wait > 0) return pairLimited(wait);
  const outgoing = { to: message.recipient, message: message.body, correlation: nameOf(message), typingMs };
  // One controller a send: composed signals cost more than the rest of the dispatcher together.
  const cut = new AbortController();
  const abort = (): void => cut.abort();
  const callOff = clock.after(sendTimeoutMs + typingMs, abort);
  state.stopping.signal.addEventListener("abort", abort);
  try {
    return await lane.session.send(outgoing, cut.signal);
  } finally {
    callOff();
    state.stopping.signal.removeEventListener("abort", abort);
  }
}

function pairLimited(waitMs: number): Outcome {
  const detail = "This sender wrote to this person too often; Meta allows a burst of 45, then one in 6 s.";
  return {
    kind: "later",
    error: { code: "pair_rate_limited", providerCode: null, detail },
    scope: "recipient",
    afterMs: waitMs,
    counts: false,
  };
}

type Ended = { message: Claimed; outcome: Outcome; go: Go };

/** Whatever came of it, a person would not type the next one at once. Answers what it counts as. */
function pause({ deps: { clock } }: State, lane: Working, { message, outcome, go }: Ended): SendRow | null {
  if (lane.guard === null) return null;
  lane.restUntil = Math.max(lane.restUntil, clock.monotonic() + pauseAfter(lane.guard, go, clock));
  const send = sendOf(lane.guard, message, { outcome, go, at: clock.now() });
  if (send !== null) remember(lane.guard, send);
  return send;
}

/** A provider's word about the whole sender stops its lane: for a while, or until a person acts. */
async function applyScope(state: State, lane: Working, outcome: Outcome): Promise<void> {
  if (outcome.kind !== "later" || outcome.scope !== "sender") return;
  if (outcome.afterMs !== null) {
    lane.restUntil = Math.max(lane.restUntil, state.deps.clock.monotonic() + outcome.afterMs);
    return;
  }
  if (lane.pausedUntil === Number.POSITIVE_INFINITY) return;
  lane.pausedUntil = Number.POSITIVE_INFINITY;
  await attempt(state, () => state.deps.pauseSender(lane.tenantId, lane.senderId, outcome.error.code));
}
