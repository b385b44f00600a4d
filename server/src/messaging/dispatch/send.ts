// One claimed message's way: paced per person, handed to its session, and its outcome recorded.

import type { Go, SendRow } from "../../senders/index.ts";
import type { Outcome } from "../../transports/transport.ts";
import { takePair } from "../pacing.ts";
import type { Claimed } from "../store/dispatch.ts";
import { hearOutcome } from "./hear-outcome.ts";
import { claimSoon } from "./look.ts";
import { pauseAfter, remember, sendOf } from "./protected-lane.ts";
import { nameOf, type State, tellIdle, type Working } from "./state.ts";
import { notStarted } from "./strays.ts";

const sendTimeoutMs = 45_000;
/** A lane that has a place again is looked at together with others. */
const gatherMs = 20;

export async function sendClaimed(state: State, message: Claimed): Promise<void> {
  const lane = state.lanes.get(message.sender_id);
  const startedAt = state.deps.clock.monotonic();
  const sender = lane?.sender;
  state.flying.set(nameOf(message), message.sender_id);
  if (lane !== undefined) lane.inFlight += 1;
  const go = lane?.next?.claim.id === message.id ? lane.next.go : null;
  const handedOverAt = state.deps.node.now();
  const outcome = message.suppressed ? unwanted : await act(state, lane, message, go?.typingMs ?? 0);
  state.deps.counters.settled(outcome.kind);
  const hasActed = outcome !== unwanted;
  const send =
    lane === undefined || go === null || !hasActed ? null : pause(state, lane, { message, outcome, go });
  if (lane !== undefined && sender !== undefined && hasActed)
    await hearOutcome(state, lane, { outcome, startedAt, sender });
  await state.recorder.record(message, outcome, send);
  if (outcome.kind === "refused" || outcome.kind === "later")
    state.deps.noteRefusal?.(message, outcome.error, handedOverAt);
  state.flying.delete(nameOf(message));
  if (lane !== undefined) {
    lane.inFlight -= 1;
    // It may have been the full lane's last place, or the message its pair was waiting for.
    lane.hot = true;
    claimSoon(state, gatherMs);
  }
  tellIdle(state);
}

/** Nobody was asked, so it says nothing about the sender. */
const unwanted: Outcome = {
  kind: "refused",
  error: { code: "recipient_suppressed", providerCode: null, detail: "opted_out" },
};

async function act(
  state: State,
  lane: Working | undefined,
  message: Claimed,
  typingMs: number,
): Promise<Outcome> {
  const { node, clock } = state.deps;
  // Lost between claim and send: nothing has left, and the record will find the attempt fenced or give it back. Lost
  // and gained again, the lane is ours, but the attempt is another epoch's.
  const mayLeave = (): boolean =>
    lane !== undefined && state.epochs.get(lane.shard) === message.epoch && node.mayWork();
  if (lane === undefined || !mayLeave()) return notStarted;
  const since = state.gainedAt.get(lane.shard) ?? clock.monotonic();
  const wait = takePair(state.pairs, `${lane.senderId}${message.recipient}`, since, clock.monotonic());
  if (wait > 0) return pairLimited(wait);
  const outgoing = {
    to: message.recipient,
    message: message.body,
    correlation: nameOf(message),
    typingMs,
    mayLeave,
  };
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
function pause({ deps }: State, lane: Working, { message, outcome, go }: Ended): SendRow | null {
  if (lane.guard === null) return null;
  const { clock, node } = deps;
  const at = node.now();
  lane.restUntil = Math.max(lane.restUntil, clock.monotonic() + pauseAfter(lane.guard, go, at, clock.random));
  const send = sendOf(lane.guard, message, { outcome, go, at });
  if (send !== null) remember(lane.guard, send);
  return send;
}
