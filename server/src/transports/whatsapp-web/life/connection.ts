// The life of a session: one connection at a time, opened again or not as the table of reactions says.

import type { SessionState } from "../../transport.ts";
import type { Clock } from "../time.ts";
import { backoffMs, slowMs } from "./backoff.ts";
import { createDialBudget } from "./dial-budget.ts";
import type { DialBudget } from "./dial-budget.ts";
import type { DialGate, Knock } from "./dial-gate.ts";
import { reactionTo } from "./reactions.ts";
import type { Reaction } from "./reactions.ts";

/** One connection, from dialling to its end. */
export type Line = {
  /** Whether the phone has linked this device. */
  linked(): boolean;
  /** The number it is linked to, E.164. */
  address(): string | null;
  /** Hangs up, and resolves when all it has changed is durable or surely lost. */
  end(): Promise<void>;
};

export type LineEvents = {
  onQr(text: string): void;
  onOpen(): void;
  /** With WhatsApp's code, or null when it was nothing of WhatsApp's. */
  onEnd(code: number | null): void;
  /** The store refused a write: what the line holds in its hands is ahead of it. */
  onFault(): void;
};

export type Told = {
  state: SessionState;
  reason: string | null;
  qr: { text: string; expiresAt: Date } | null;
  address: string | null;
};

export type LifeDeps<L extends Line> = {
  dial(events: LineEvents): Promise<L>;
  tell(told: Told): void;
  /** Drops every key: the phone has thrown this device out. */
  forget(): Promise<void>;
  /** The line is gone: nothing that was under way on it will be answered. */
  onDown(): void;
  clock: Clock;
  qrMs: number | null;
  gate: DialGate;
  /** Whether the way to WhatsApp is broken for this session alone. */
  isCutOff(): boolean;
};

export type Life<L extends Line> = {
  begin(): void;
  state(): { state: SessionState; reason: string | null };
  /** The line when it is open; otherwise waits for it until the signal, or until there will be none. */
  ready(signal: AbortSignal): Promise<L | null>;
  /** The line while it shows QR codes. */
  pairing(signal: AbortSignal): Promise<L | null>;
  /** Tells of something about the open line. */
  remark(reason: string | null): void;
  /** Hangs up a line that is open but dead, and dials again. */
  recycle(reason: string): void;
  /** Ends it for good without a word to anybody; a farewell is the last thing done on an open line. */
  stop(farewell?: (line: L) => Promise<void>): Promise<void>;
};

/** Baileys waits for ever for a socket whose upgrade was refused. */
const watchdogMs = 45_000;
/** A line open this long has earned a fresh count of attempts. */
const stableMs = 60_000;
const firstQrMs = 60_000;
const nextQrMs = 20_000;
/**
 * The store gives every write up before that (statement_timeout in kernel/db.ts): what it has not confirmed by then is
 * surely lost, and cannot overwrite the next line's keys.
 */
const endMs = 45_000;
/** Pauses grow no further than the second while nobody is answered: the gate then lets the sessions take turns. */
const sharedAttempts = 2;

type Current<L extends Line> = {
  deps: LifeDeps<L>;
  told: Told;
  line: L | null;
  /** Rises with each line, so that a dead one's last words are not heard. */
  generation: number;
  attempt: number;
  /** Ends in a row that the table gives so many attempts only. */
  refusals: number;
  knock: Knock | null;
  budget: DialBudget;
  openedAt: number | null;
  /** Whether this line got as far as a QR code or a login. */
  answered: boolean;
  codes: number;
  over: boolean;
  /** Aborted when it is stopped. */
  stopped: AbortController;
  callOff: () => void;
  /** The end of the last line; the next one is not dialled before. */
  ended: Promise<void>;
  /** Over when the last dialling has come to its line, or to none. */
  dialled: Promise<void>;
  waiting: Set<() => void>;
};

export function createLife<L extends Line>(deps: LifeDeps<L>): Life<L> {
  const current: Current<L> = {
    deps,
    told: { state: "starting", reason: null, qr: null, address: null },
    line: null,
    generation: 0,
    attempt: 0,
    refusals: 0,
    knock: null,
    budget: createDialBudget(),
    openedAt: null,
    answered: false,
    codes: 0,
    over: false,
    stopped: new AbortController(),
    callOff: () => {},
    ended: Promise.resolve(),
    dialled: Promise.resolve(),
    waiting: new Set(),
  };
  return {
    begin: () => {
      say(current, { state: "starting", reason: null });
      redial(current);
    },
    state: () => ({ state: current.told.state, reason: current.told.reason }),
    ready: (signal) => awaitState(current, ["connected"], ["starting", "reconnecting"], signal),
    pairing: (signal) => awaitState(current, ["pairing"], ["starting"], signal),
    remark: (reason) => {
      if (current.told.state === "connected" && !current.over) say(current, { reason });
    },
    recycle: (reason) => {
      if (current.told.state === "connected") hangUp(current, lost(reason));
    },
    stop: async (farewell) => {
      current.over = true;
      current.stopped.abort();
      if (farewell && current.line) await settled(farewell(current.line));
      retire(current);
      wake(current);
      // A line that comes into being only now would throw out whoever takes over.
      await current.dialled;
      await current.ended;
    },
  };
}

function redial<L extends Line>(current: Current<L>): void {
  current.dialled = dial(current);
}

async function dial<L extends Line>(current: Current<L>): Promise<void> {
  const generation = ++current.generation;
  const mine = () => generation === current.generation && !current.over;
  current.answered = false;
  current.codes = 0;
  current.openedAt = null;
  current.knock = null;
  await current.ended;
  if (!mine()) return;
  const knock = await current.deps.gate.turn(current, current.stopped.signal);
  if (!mine()) return knock?.leave();
  current.knock = knock;
  watch(current, watchdogMs, () => hangUp(current, lost("connect_timed_out")));
  try {
    const line = await current.deps.dial({
      onQr: (text) => void (mine() && showCode(current, text)),
      onOpen: () => void (mine() && open(current)),
      onEnd: (code) => void (mine() && react(current, code)),
      onFault: () => void (mine() && hangUp(current, lost("memory_failing"))),
    });
    if (!mine()) {
      current.ended = ended(current, line);
      return;
    }
    current.line = line;
    wake(current);
  } catch {
    if (mine()) hangUp(current, lost("memory_failing"));
  }
}

function open<L extends Line>(current: Current<L>): void {
  current.callOff();
  current.answered = true;
  current.knock?.answered();
  const now = current.deps.clock.now().getTime();
  current.openedAt = now;
  current.budget.spend(now);
  say(current, { state: "connected", reason: null, address: current.line?.address() ?? null });
}

function showCode<L extends Line>(current: Current<L>, text: string): void {
  // From here Baileys itself ends the wait, when the codes are used up.
  current.callOff();
  current.answered = true;
  current.knock?.answered();
  current.codes++;
  const life = current.deps.qrMs ?? (current.codes === 1 ? firstQrMs : nextQrMs);
  const expiresAt = new Date(current.deps.clock.now().getTime() + life);
  say(current, { state: "pairing", reason: null, qr: { text, expiresAt } });
}

function react<L extends Line>(current: Current<L>, code: number | null): void {
  const pairing = current.codes > 0 && current.line?.linked() === false;
  hangUp(current, reactionTo(code, pairing ? "pairing" : "linked"));
}

function hangUp<L extends Line>(current: Current<L>, reaction: Reaction): void {
  if (current.over) return;
  const { openedAt, deps } = current;
  const now = deps.clock.now().getTime();
  if (openedAt !== null && now - openedAt >= stableMs) current.attempt = 0;
  const isShared = wasUnanswered(current, reaction.reason);
  retire(current);
  if (reaction.kind === "stop") return finish(current, reaction);
  // By themselves: what the network did before says nothing about the session.
  current.refusals = reaction.attempts === null ? 0 : current.refusals + 1;
  if (reaction.attempts !== null && current.refusals >= reaction.attempts) {
    return finish(current, { kind: "stop", state: "stopped", reason: reaction.reason, forget: false });
  }
  const isOften = current.budget.isSpent(now);
  const pace = isOften ? "slow" : reaction.pace;
  say(current, { state: "reconnecting", reason: isOften ? "reconnecting_often" : reaction.reason });
  watch(current, waitMs(current, pace, isShared), () => redial(current));
}

/** Of a WhatsApp that is not there, or of the way to it. Every other end is its own word. */
const silences: ReadonlySet<string> = new Set([
  "connection_lost",
  "connect_timed_out",
  "whatsapp_unavailable",
]);

/** True when the others are not answered either. */
function wasUnanswered<L extends Line>({ answered, deps, knock }: Current<L>, reason: string): boolean {
  if (answered || knock === null || deps.isCutOff()) return false;
  if (silences.has(reason)) return knock.unanswered();
  // What failed in our own memory says nothing about WhatsApp.
  if (reason !== "memory_failing") knock.answered();
  return false;
}

function waitMs<L extends Line>(current: Current<L>, pace: string, isShared: boolean): number {
  const random = current.deps.clock.random();
  // At once, but not in a circle.
  if (pace === "at_once" && current.answered && current.attempt < 3) {
    current.attempt++;
    return 0;
  }
  if (pace === "slow") return slowMs(random);
  if (isShared) return backoffMs(Math.min(current.attempt, sharedAttempts), random);
  return backoffMs(current.attempt++, random);
}

function finish<L extends Line>(current: Current<L>, stop: Extract<Reaction, { kind: "stop" }>): void {
  const { state, reason, forget } = stop;
  if (forget) current.ended = current.ended.then(() => settled(current.deps.forget()));
  // Told once the keys are gone, so that whoever starts it again begins afresh.
  void current.ended.then(() => say(current, { state, reason }));
  current.told = { ...current.told, state, reason, qr: null };
  current.over = true;
  wake(current);
}

function retire<L extends Line>(current: Current<L>): void {
  current.callOff();
  const { line, deps } = current;
  current.knock?.leave();
  current.line = null;
  current.generation++;
  current.ended = current.ended.then(async () => {
    const ending = line ? ended(current, line) : undefined;
    // Its socket is closing already, so what has not left by now never will.
    deps.onDown();
    await ending;
  });
}

function say<L extends Line>(current: Current<L>, told: Partial<Told>): void {
  current.told = { ...current.told, qr: null, ...told };
  current.deps.tell(current.told);
  wake(current);
}

async function awaitState<L extends Line>(
  current: Current<L>,
  wanted: readonly SessionState[],
  hopeful: readonly SessionState[],
  signal: AbortSignal,
): Promise<L | null> {
  for (;;) {
    const { state } = current.told;
    if (wanted.includes(state) && current.line) return current.line;
    const hopeless = current.over || !(hopeful.includes(state) || wanted.includes(state));
    if (hopeless || signal.aborted) return null;
    await change(current, signal);
  }
}

function change<L extends Line>(current: Current<L>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      current.waiting.delete(done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    current.waiting.add(done);
    signal.addEventListener("abort", done);
  });
}

function wake<L extends Line>(current: Current<L>): void {
  for (const done of current.waiting) done();
}

function watch<L extends Line>(current: Current<L>, ms: number, run: () => void): void {
  current.callOff();
  current.callOff = current.deps.clock.after(ms, run);
}

function lost(reason: string): Reaction {
  return { kind: "reconnect", pace: "backoff", reason, attempts: null };
}

/** Resolves with its end, or when that is given up. */
async function ended<L extends Line>({ deps }: Current<L>, line: L): Promise<void> {
  const late = Promise.withResolvers<void>();
  const callOff = deps.clock.after(endMs, late.resolve);
  await Promise.race([settled(line.end()), late.promise]);
  callOff();
}

/** Its failure is told elsewhere; here only its end matters. */
async function settled(work: Promise<unknown> | undefined): Promise<void> {
  await work?.catch(() => {});
}
