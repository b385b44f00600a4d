// Asks WhatsApp now and then whether it is still there, and looks whether what came in is still worked on.

import type { WASocket } from "baileys";
import type { Intake } from "./incoming/intake.ts";
import { verdictOf } from "./liveness.ts";
import type { Death } from "./liveness.ts";
import type { Clock } from "./time.ts";

export type ProbeTiming = {
  probeMs: number;
  probeAnswerMs: number;
  /** How long a message may lie here without being decrypted or given up. */
  stallMs: number;
};

export type ProbeDeps = {
  socket: WASocket;
  intake: Intake;
  clock: Clock;
  timing: ProbeTiming;
  onDead(death: Death): void;
};

/**
 * Baileys sends the same ping, but counts any byte that arrives as life and never looks at the answer; and of
 * the work it has begun it does not look at all. Calls back once; the answer stops it.
 */
export function startProbe(deps: ProbeDeps): () => void {
  const seen = { failedProbes: 0, stopped: false };
  const state = { callOff: () => {} };
  const next = (): void => {
    state.callOff = deps.clock.after(deps.timing.probeMs, () => void look());
  };
  const look = async (): Promise<void> => {
    const answered = await ping(deps);
    if (seen.stopped) return;
    seen.failedProbes = answered ? 0 : seen.failedProbes + 1;
    const stalled = deps.intake.isStalled(deps.clock.now(), deps.timing.stallMs);
    const death = verdictOf({ failedProbes: seen.failedProbes, stalled });
    if (death === null) return next();
    deps.onDead(death);
  };
  next();
  return () => {
    seen.stopped = true;
    state.callOff();
  };
}

async function ping({ socket, timing }: ProbeDeps): Promise<boolean> {
  const stanza = {
    tag: "iq",
    attrs: { to: "s.whatsapp.net", type: "get", xmlns: "w:p" },
    content: [{ tag: "ping", attrs: {} }],
  };
  // Undefined is what a timeout looks like.
  const { query: ask } = socket;
  const answer: unknown = await ask(stanza, timing.probeAnswerMs).catch(() => undefined);
  return answer !== undefined;
}
