// How a session stands with WhatsApp beside its connection, and the word for it that people see with its
// state.

import type { Told } from "./life/connection.ts";
import type { NewChatsWord } from "./line.ts";
import { createLiveness } from "./liveness.ts";
import { lockOfCap, lockOfNotice, lockOfRefusal } from "./new-chats.ts";
import type { Lock } from "./new-chats.ts";
import type { Clock } from "./time.ts";
import type { TunnelTrouble } from "./tunnel.ts";

export type Standing = {
  /** The connection's own reason, unless it is a consequence of what we know better. */
  reasonFor(told: Pick<Told, "state" | "reason">): string | null;
  /** WhatsApp's word on a message of ours, whatever it was. */
  acknowledged(): void;
  /** It took one and said nothing; true when the connection should be given up. */
  unacknowledged(): boolean;
  newChats(word: NewChatsWord): void;
  /** What came of the last way through the proxy. */
  proxy(trouble: TunnelTrouble | null): void;
  end(): void;
};

export type StandingDeps = {
  clock: Clock;
  /** The word is another one now. */
  onChange(): void;
  onNewChats(until: Lock): void;
  /** So many messages were taken, and none acknowledged: once in a session. */
  onAlarm(count: number): void;
};

type State = {
  deps: StandingDeps;
  lock: Lock;
  callOff: () => void;
  notAcknowledged: boolean;
  alarmed: boolean;
  trouble: TunnelTrouble | null;
};

export function createStanding(deps: StandingDeps): Standing {
  const first = { lock: null, callOff: () => {}, notAcknowledged: false, alarmed: false, trouble: null };
  const state: State = { deps, ...first };
  const liveness = createLiveness();
  const now = () => deps.clock.now();
  return {
    reasonFor: (told) => reasonFor(state, told),
    acknowledged: () => {
      liveness.acknowledged();
      if (!state.notAcknowledged) return;
      state.notAcknowledged = false;
      deps.onChange();
    },
    unacknowledged: () => {
      if (!liveness.unacknowledged()) return false;
      state.notAcknowledged = true;
      if (!state.alarmed) deps.onAlarm(liveness.unacknowledgedCount());
      state.alarmed = true;
      return true;
    },
    newChats: (word) => setLock(state, lockAfter(word, state.lock, now())),
    proxy: (trouble) => void (state.trouble = trouble),
    end: () => state.callOff(),
  };
}

function reasonFor(state: State, told: Pick<Told, "state" | "reason">): string | null {
  const { reason } = told;
  if (told.state === "reconnecting" && reason !== null && consequences.has(reason))
    return state.trouble ?? reason;
  if (told.state !== "connected" || reason !== null) return reason;
  if (state.notAcknowledged) return "not_acknowledged";
  return state.lock === null ? null : "new_chats_locked";
}

/** Of a proxy that lets nothing through. */
const consequences = new Set(["connection_lost", "connect_timed_out"]);

function setLock(state: State, next: Lock): void {
  if (next?.getTime() === state.lock?.getTime()) return;
  state.lock = next;
  state.deps.onNewChats(next);
  state.deps.onChange();
  awaitEnd(state);
}

function lockAfter(word: NewChatsWord, known: Lock, now: Date): Lock {
  if (word === "refused") return lockOfRefusal(known, now);
  return "lock" in word ? lockOfNotice(word.lock, known, now) : lockOfCap(word.cap, known, now);
}

/** The longest a timer can wait: a month's lock takes several. */
const timerMaxMs = 2 ** 31 - 1;

/** Nothing is told of an end that was told with the lock; only the word goes. */
function awaitEnd(state: State): void {
  const { lock, deps } = state;
  state.callOff();
  if (lock === null) return;
  const leftMs = lock.getTime() - deps.clock.now().getTime();
  state.callOff = deps.clock.after(Math.min(Math.max(leftMs, 0), timerMaxMs), () => {
    if (lock > deps.clock.now()) return awaitEnd(state);
    state.lock = null;
    deps.onChange();
  });
}
