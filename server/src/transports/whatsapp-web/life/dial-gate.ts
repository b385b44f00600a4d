// Whose turn it is to dial: all sessions of the process share it, so that hundreds never knock in one second,
// and while nobody is answered only one at a time tries whether WhatsApp is there again.

import type { Clock } from "../time.ts";

export type DialGate = {
  /** In the order asked; null when the signal ended the wait. */
  turn(who: object, signal: AbortSignal): Promise<Knock | null>;
};

/** One dialling, and what came of it. */
export type Knock = {
  answered(): void;
  /** WhatsApp was not there. True when it is not there for the others either: the gate then sets the pace. */
  unanswered(): boolean;
  /** Nothing can be said of it. */
  leave(): void;
};

/** 300 sessions are back in 38 s, and WhatsApp sees no more logins at once than a busy morning brings. */
const gapMs = 125;
/**
 * So many may wait for their answer at once. WhatsApp takes a second; where it takes longer, this machine is busy
 * with the logins it has, and more of them would all come to nothing together.
 */
const unansweredMax = 16;
/** After which one counts no more: it may hang in a proxy that is dead, and is not to hold up the others. */
const hangingMs = 10_000;
/** So many different sessions in a row, with none answered: fewer may each have a trouble of its own. */
const silentMin = 3;
const firstPauseMs = 1_000;
/** Together with the turns of 300 sessions still within a minute of WhatsApp's return. */
const longestPauseMs = 10_000;

type State = {
  clock: Clock;
  waiting: Set<() => void>;
  /** Turns taken whose answer is still awaited. */
  unanswered: Set<Knock>;
  callOff: (() => void) | null;
  lastTurnAt: number;
  /** Since anybody was answered. */
  silent: Set<object>;
  silences: number;
  /** Rises with each answer: what was dialled before it says nothing about the time after. */
  answers: number;
};

export function createDialGate(clock: Clock): DialGate {
  const state: State = {
    clock,
    waiting: new Set(),
    unanswered: new Set(),
    callOff: null,
    lastTurnAt: Number.NEGATIVE_INFINITY,
    silent: new Set(),
    silences: 0,
    answers: 0,
  };
  return {
    turn: (who, signal) => waitForTurn(state, who, signal),
  };
}

function waitForTurn(state: State, who: object, signal: AbortSignal): Promise<Knock | null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    const take = () => {
      signal.removeEventListener("abort", giveUp);
      resolve(knock(state, who));
    };
    const giveUp = () => {
      state.waiting.delete(take);
      resolve(null);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    state.waiting.add(take);
    if (state.callOff === null) schedule(state);
  });
}

/** No two timers, and none that is of no use any more. */
function reschedule(state: State): void {
  state.callOff?.();
  state.callOff = null;
  schedule(state);
}

/** Only after the last turn was really taken: a process that was held up does not make up for it in one burst. */
function schedule(state: State): void {
  if (state.waiting.size === 0 || state.unanswered.size >= unansweredMax) return;
  const gap = isShut(state) ? pauseMs(state) : gapMs;
  // Never longer than the gap, should the clock be set back.
  const leftMs = Math.min(gap, state.lastTurnAt + gap - state.clock.now().getTime());
  if (leftMs <= 0) return next(state);
  state.callOff = state.clock.after(leftMs, () => {
    state.callOff = null;
    next(state);
  });
}

function next(state: State): void {
  for (const take of state.waiting) {
    state.waiting.delete(take);
    state.lastTurnAt = state.clock.now().getTime();
    take();
    break;
  }
  schedule(state);
}

function knock(state: State, who: object): Knock {
  const before = state.answers;
  const mine: Knock = {
    answered: () => {
      if (!end()) return;
      state.answers++;
      state.silences = 0;
      state.silent.clear();
      reschedule(state);
    },
    unanswered: () => {
      if (end() && before === state.answers) {
        state.silences++;
        state.silent.add(who);
      }
      reschedule(state);
      return isShut(state);
    },
    leave: () => {
      if (end()) reschedule(state);
    },
  };
  let isOver = false;
  const callOff = state.clock.after(hangingMs, () => {
    state.unanswered.delete(mine);
    reschedule(state);
  });
  const end = (): boolean => {
    if (isOver) return false;
    isOver = true;
    callOff();
    state.unanswered.delete(mine);
    return true;
  };
  state.unanswered.add(mine);
  return mine;
}

function isShut({ silent }: State): boolean {
  return silent.size >= silentMin;
}

function pauseMs({ silences }: State): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(silences - silentMin, 10));
}
