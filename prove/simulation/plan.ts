// What a seed has in store: messages, faults and the provider's moods, drawn before anything runs.

import type { UnknownPolicy } from "../../server/src/messaging/lifecycle.ts";
import { createRandom, type Random } from "./world/random.ts";
import type { CallFault } from "./world/world.ts";

export type Plan = {
  seed: number;
  nodes: number;
  /** Sole processes of their data directory take over what they held before at once. */
  sole: boolean;
  rate: number;
  burst: number;
  inFlightMax: number;
  /** When the last fault is over. */
  calmAt: number;
  messages: PlannedMessage[];
  faults: Fault[];
  callFaults: CallFault[];
  moods: Mood[];
  silence: Silence | null;
};

/** The provider takes nothing and answers nothing; `quick`: connections break soon, instead of timing out. */
export type Silence = { from: number; to: number; quick: boolean };

export type PlannedMessage = {
  name: string;
  at: number;
  sender: number;
  recipient: string;
  class: 0 | 1 | 2;
  policy: UnknownPolicy;
  ttlMs: number | null;
  /** 0: at once. */
  delayMs: number;
};

export type Fault =
  | { kind: "crash"; machine: string; at: number; forMs: number }
  | { kind: "freeze"; machine: string; at: number; forMs: number }
  | { kind: "cut"; machine: string; at: number; forMs: number }
  | { kind: "slow"; machine: string; at: number; forMs: number; times: number }
  | { kind: "step"; machine: string; at: number; byMs: number }
  | { kind: "deploy"; machine: string; at: number; forMs: number }
  | { kind: "change_sender"; at: number };

/** How the provider takes one attempt at a message (0: each of them). */
export type Mood = { message: string; attempt: number; how: How };

export type How =
  | "lose_request"
  | "lose_answer"
  | "slow_answer"
  | "refuse"
  | "later"
  | "throttle"
  | "pause"
  | "pause_late"
  | "early"
  | "early_without_answer"
  | "fail_late"
  | "fail_then_deliver"
  | "crash_before"
  | "crash_after";

const fates: readonly How[] = [
  "lose_request",
  "lose_answer",
  "lose_answer",
  "slow_answer",
  "slow_answer",
  "refuse",
  "later",
  "throttle",
  "pause",
  "pause_late",
  "early",
  "early",
  "early_without_answer",
  "fail_late",
  "fail_then_deliver",
  "crash_before",
  "crash_after",
];

const calls = [
  "claim",
  "record",
  "beat",
  "claim_units",
  "find_in_flight",
  "commit",
  "find_messages",
  "insert_node",
  "pause_sender",
];
const interferences: readonly CallFault["what"][] = [
  "lose_request",
  "lose_answer",
  "crash_before",
  "crash_after",
  "delay",
];

export function drawPlan(seed: number): Plan {
  const random = createRandom(seed, "plan");
  const nodes = random.pick([1, 2, 2, 2, 3]);
  const calmAt = random.between(5_000, 16_000);
  const machines = [...Array.from({ length: nodes }, (_, n) => `node-${n + 1}`), "api"];
  const isRush = random.chance(0.06);
  const silence = drawSilence(createRandom(seed, "silence"));
  const messages =
    isRush || silence !== null
      ? drawRush(random, silence === null ? 15 : 40)
      : Array.from({ length: 2 + random.below(7) }, (_, n) => drawMessage(random, n, calmAt));
  return {
    seed,
    nodes,
    sole: random.chance(0.5),
    rate: random.pick([2, 5, 50]),
    burst: random.pick([1, 2, 3, 10]),
    inFlightMax: silence === null ? 100 : 4,
    calmAt,
    messages,
    faults: Array.from({ length: random.below(5) }, () => drawFault(random, machines, calmAt)),
    callFaults: Array.from({ length: random.below(4) }, () => ({
      machine: random.pick(machines),
      call: random.pick(calls),
      nth: 1 + random.below(random.pick([2, 4, 12])),
      what: random.pick(interferences),
    })),
    moods: drawMoods(random, messages),
    silence,
  };
}

function drawMessage(random: Random, n: number, calmAt: number): PlannedMessage {
  const policy = random.pick<UnknownPolicy>(["once", "once", "once", "otp", "otp", "must"]);
  return {
    name: `m${n + 1}`,
    at: random.chance(0.5) ? random.between(0, 400) : random.between(0, calmAt * 0.8),
    sender: random.below(2),
    recipient: random.pick(["Ada", "Ada", "Ben"]),
    class: random.pick([0, 1, 1, 1, 2]),
    policy,
    ttlMs: random.chance(0.2) ? random.between(300, 9_000) : null,
    delayMs: random.chance(0.2) ? random.between(500, 6_000) : 0,
  };
}

/** Many people at once: what a sender's rate is for. */
function drawRush(random: Random, count: number): PlannedMessage[] {
  const at = random.between(0, 4_000);
  return Array.from({ length: count }, (_, n) => ({
    name: `m${n + 1}`,
    at: at + n * random.between(0, 20),
    sender: 0,
    recipient: `person ${n}`,
    class: 1,
    policy: "once",
    ttlMs: null,
    delayMs: 0,
  }));
}

/** Now and then, for minutes: long enough that it shows who goes on asking. */
function drawSilence(random: Random): Silence | null {
  if (!random.chance(0.04)) return null;
  const from = random.between(0, 5_000);
  return { from, to: from + random.between(60_000, 200_000), quick: random.chance(0.5) };
}

function drawFault(random: Random, machines: readonly string[], calmAt: number): Fault {
  const machine = random.pick(machines);
  const at = random.between(0, calmAt * 0.8);
  const forMs = Math.min(random.between(50, 9_000), calmAt - at);
  const kind = random.pick([
    "crash",
    "crash",
    "freeze",
    "freeze",
    "cut",
    "slow",
    "step",
    "deploy",
    "change_sender",
  ] as const);
  if (kind === "change_sender") return { kind, at };
  // Daylight saving begins and ends, a bad time server, a small correction.
  if (kind === "step")
    return { kind, machine, at, byMs: random.pick([-3_600_000, 3_600_000, 60_000, -4_000]) };
  if (kind === "slow") return { kind, machine, at, forMs, times: random.pick([20, 200, 1_000]) };
  return { kind, machine, at, forMs };
}

function drawMoods(random: Random, messages: readonly PlannedMessage[]): Mood[] {
  const moods = messages.flatMap(({ name }): Mood[] =>
    random.chance(0.4)
      ? [{ message: name, attempt: random.pick([1, 1, 1, 2]), how: random.pick(fates) }]
      : [],
  );
  // Two are refused for their sender, one of them long after the other.
  if (random.chance(0.05)) {
    moods.push({ message: "m1", attempt: 1, how: "pause" });
    moods.push({ message: "m2", attempt: 1, how: "pause_late" });
  }
  // Somebody whose messages never pass: all attempts there are.
  if (random.chance(0.03)) moods.push({ message: "m1", attempt: 0, how: "later" });
  return moods;
}
