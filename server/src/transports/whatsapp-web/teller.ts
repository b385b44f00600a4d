// Tells what a session has to tell, in order, and again until it is kept: what WhatsApp has said once it does
// not repeat.

import type { TransportEvent } from "../transport.ts";
import type { Log } from "./log.ts";
import type { Clock } from "./time.ts";

export type Teller = {
  /** Events are made at their turn; what fails in making them is tried again too. */
  later(events: MakeEvents): void;
  /** Tries once more what is left, and resolves when it is told or given up. Nothing is taken after that. */
  close(): Promise<void>;
};

export type MakeEvents = () => Promise<readonly TransportEvent[]>;

export type TellerDeps = {
  emit(events: readonly TransportEvent[]): Promise<void>;
  clock: Clock;
  log: Log;
};

/** Tries after which a piece of evidence may itself be what is refused: some minutes. */
const suspiciousFailures = 10;
/**
 * Some hours of a busy number's receipts. Beyond it the oldest goes: it is the one the newer ones make up
 * for.
 */
const waitingMax = 10_000;
const firstWaitMs = 250;
const longestWaitMs = 30_000;

type State = TellerDeps & {
  waiting: MakeEvents[];
  failures: number;
  dropped: number;
  closing: boolean;
  /** Ends the wait between two tries. */
  wake: () => void;
  working: Promise<void> | null;
};

export function createTeller(deps: TellerDeps): Teller {
  const start = { failures: 0, dropped: 0, closing: false, wake: () => {}, working: null };
  const state: State = { ...deps, waiting: [], ...start };
  return {
    later: (events) => {
      if (state.closing) return;
      state.waiting.push(events);
      if (state.waiting.length > waitingMax) drop(state);
      state.working ??= work(state);
    },
    close: async () => {
      state.closing = true;
      state.wake();
      await state.working;
    },
  };
}

async function work(state: State): Promise<void> {
  for (let next = state.waiting[0]; next; next = state.waiting[0]) {
    if (await tell(state, next)) {
      recovered(state);
      // While it was told, it may have been the oldest of too many.
      if (state.waiting[0] === next) state.waiting.shift();
    } else if (state.closing) {
      giveUp(state);
    } else if (state.failures >= suspiciousFailures && (await isAlone(state))) {
      leaveOut(state);
    } else {
      await pause(state);
    }
  }
  state.working = null;
}

/**
 * Whether the first is refused while the next is taken: then the store is well, and the rest must not wait.
 */
async function isAlone(state: State): Promise<boolean> {
  const second = state.waiting[1];
  if (!second || !(await tell(state, second))) return false;
  state.waiting.splice(1, 1);
  return true;
}

function leaveOut(state: State): void {
  state.waiting.shift();
  state.failures = 0;
  state.log("error", "A piece of evidence is refused while others are taken; it is left out.");
}

async function tell({ emit }: State, make: MakeEvents): Promise<boolean> {
  try {
    const events = await make();
    if (events.length > 0) await emit(events);
    return true;
  } catch {
    return false;
  }
}

function recovered(state: State): void {
  if (state.failures > 0) state.log("warn", "Evidence can be stored again.");
  state.failures = 0;
}

/** Said once for each time it begins, however long it lasts. */
async function pause(state: State): Promise<void> {
  if (state.failures === 0) state.log("error", "Evidence could not be stored; it is tried again.");
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(state.failures, 20));
  state.failures++;
  await new Promise<void>((resolve) => {
    const callOff = state.clock.after(full * (0.5 + state.clock.random() / 2), resolve);
    state.wake = () => {
      callOff();
      resolve();
    };
    if (state.closing) state.wake();
  });
}

function drop(state: State): void {
  state.waiting.shift();
  state.dropped++;
  if (state.dropped === 1) state.log("error", "Too much evidence waits to be stored; the oldest is dropped.");
}

function giveUp(state: State): void {
  state.log(
    "error",
    `The session ends with evidence that could not be stored: ${state.waiting.length} in all.`,
  );
  state.waiting.length = 0;
}
