// Notices the zombie: a connection that answers pings but takes no message any more, or answers nothing at
// all.

/** One silence is a lost answer; so many in a row with none in between are a dead connection. */
const silentSends = 3;
const silentProbes = 2;

export type Liveness = {
  acknowledged(): void;
  /** True when the connection should be given up. */
  unacknowledged(): boolean;
  /** How many in a row so far. */
  unacknowledgedCount(): number;
};

export function createLiveness(): Liveness {
  let silences = 0;
  return {
    acknowledged: () => void (silences = 0),
    unacknowledged: () => {
      silences++;
      // Each new connection is given as many chances as the first.
      return silences % silentSends === 0;
    },
    unacknowledgedCount: () => silences,
  };
}

/** Why a line that looks open is given up. */
export type Death = "not_answering" | "stream_stopped";

/** Decides from what the probe of one connection has seen so far. */
export function verdictOf(seen: { failedProbes: number; stalled: boolean }): Death | null {
  if (seen.stalled) return "stream_stopped";
  return seen.failedProbes >= silentProbes ? "not_answering" : null;
}
