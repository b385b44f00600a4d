// WhatsApp as the simulation plays it: takes messages, loses requests and answers, and tells what became of them.

import type {
  Outcome,
  OutgoingMessage,
  StatusEvent,
  TransportError,
} from "../../../server/src/transports/transport.ts";
import type { Copy, Journal } from "../journal.ts";
import type { How, Mood, Silence } from "../plan.ts";
import { crash } from "../world/call.ts";
import { epochMs, inside, type Life } from "../world/machine.ts";
import { createRandom, type Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

export type Provider = {
  send(life: Life, message: OutgoingMessage, signal: AbortSignal): Promise<Outcome>;
  /** Receipts that have not been taken yet. */
  untold(): number;
};

export type ProviderDeps = {
  world: World;
  journal: Journal;
  moods: readonly Mood[];
  silence: Silence | null;
  /** Posts a webhook; answers by `taken` whether it was answered with 200. */
  post(event: StatusEvent, correlation: string, taken: (ok: boolean) => void): void;
};

type State = ProviderDeps & { random: Random; ids: number; untold: number };

export function createProvider(deps: ProviderDeps): Provider {
  const state: State = { ...deps, random: createRandom(deps.world.seed, "provider"), ids: 0, untold: 0 };
  return {
    send: (life, message, signal) =>
      new Promise((resolve) => {
        const how = howOf(state, message.correlation);
        deliver(state, { life, message, how, signal, answer: resolve });
      }),
    untold: () => state.untold,
  };
}

type Delivery = {
  life: Life;
  message: OutgoingMessage;
  how: How | null;
  signal: AbortSignal;
  answer(outcome: Outcome): void;
};

function howOf({ moods, journal }: State, correlation: string): How | null {
  const [id = "", number] = correlation.split(".");
  const name = journal.names.get(id);
  const fits = moods.filter((mood) => mood.message === name);
  return fits.find(({ attempt }) => attempt === 0 || attempt === Number(number))?.how ?? null;
}

function deliver(state: State, { life, message, how, signal, answer }: Delivery): void {
  const { world, random } = state;
  const name = nameOf(state, message.correlation);
  if (how === "crash_before") return crash(world, life, `before ${name} leaves`);
  world.tell(`${life.machine.name} sends ${name}`);
  let answered = false;
  const once = (outcome: Outcome): void => {
    if (answered) return;
    answered = true;
    inside(life, () => answer(outcome));
  };
  // The driver's rule: bytes may have left, so nobody knows.
  signal.addEventListener("abort", () => once(unknown("timed out")));
  const after = (ms: number, work: () => void): void =>
    void world.schedule.at(world.schedule.now() + ms, work);
  if (isSilent(state)) {
    world.tell(`nobody hears ${name}`);
    if (state.silence?.quick) after(random.between(50, 3_000), () => once(unknown("connection reset")));
    return;
  }
  after(random.between(5, 150), () => {
    if (how === "crash_after") crash(world, life, `after ${name} left`);
    if (how === "lose_request") {
      world.tell(`${name} is lost on its way`);
      if (random.chance(0.5)) after(random.between(50, 3_000), () => once(unknown("connection reset")));
      return;
    }
    const outcome = take(state, message, how);
    if (how === "lose_answer" || how === "early_without_answer") {
      world.tell(`the answer to ${name} is lost`);
      if (random.chance(0.6)) after(random.between(50, 3_000), () => once(unknown("connection reset")));
      return;
    }
    after(answerMs(random, how), () => once(outcome));
  });
}

function answerMs(random: Random, how: How | null): number {
  if (how === "slow_answer") return random.between(500, 20_000);
  return how === "pause_late" ? random.between(2_000, 12_000) : random.between(5, 200);
}

function isSilent({ world, silence }: State): boolean {
  const now = world.schedule.now();
  return silence !== null && silence.from <= now && now < silence.to;
}

function unknown(detail: string): Outcome {
  return { kind: "unknown", error: error("outcome_unknown", detail) };
}

function error(code: TransportError["code"], detail: string): TransportError {
  return { code, providerCode: null, detail };
}

function take(state: State, message: OutgoingMessage, how: How | null): Outcome {
  const busy = error("provider_error", "try again");
  switch (how) {
    case "refuse":
      return { kind: "refused", error: error("recipient_undeliverable", "no such number") };
    case "later":
      return { kind: "later", error: busy, scope: "message", afterMs: null, counts: true };
    case "throttle":
      return {
        kind: "later",
        error: busy,
        scope: "sender",
        afterMs: state.random.between(200, 4_000),
        counts: false,
      };
    case "pause":
    case "pause_late":
      return { kind: "later", error: busy, scope: "sender", afterMs: null, counts: false };
    default:
      return accept(state, message, how);
  }
}

function accept(state: State, { correlation }: OutgoingMessage, how: How | null): Outcome {
  const [messageId = ""] = correlation.split(".");
  state.ids += 1;
  const copy: Copy = {
    messageId,
    correlation,
    providerMessageId: `wamid.${state.ids}`,
    failed: how === "fail_late",
  };
  state.journal.copies.push(copy);
  state.world.tell(`WhatsApp takes ${nameOf(state, correlation)} as ${copy.providerMessageId}`);
  tellAll(state, copy, how);
  return { kind: "accepted", providerMessageId: copy.providerMessageId };
}

/** Receipts in any order, early, late and more than once. */
function tellAll(state: State, copy: Copy, how: How | null): void {
  const { random } = state;
  const early = how === "early" || how === "early_without_answer";
  // Without our own text only the provider's id says whose it is.
  const named = how === "early_without_answer" ? random.chance(0.8) : random.chance(0.5);
  for (const status of statusesOf(random, how)) {
    const wait = early ? random.between(0, 20) : random.between(0, 1_500);
    const times = random.chance(0.2) ? 2 : 1;
    for (let n = 0; n < times; n += 1) tell(state, { copy, status, named, how, wait: wait * (n + 1) });
  }
}

function statusesOf(random: Random, how: How | null): StatusEvent["status"][] {
  if (how === "fail_late") return ["sent", "failed"];
  if (how === "fail_then_deliver") return ["sent", "failed", "delivered"];
  return random.pick<StatusEvent["status"][]>([
    ["sent"],
    ["sent", "delivered"],
    ["sent", "delivered", "read"],
  ]);
}

type Telling = { copy: Copy; status: StatusEvent["status"]; named: boolean; how: How | null; wait: number };

function tell(state: State, { copy, status, named, how, wait }: Telling): void {
  const { world, random } = state;
  const receipt = { ...copy, status, named, told: false };
  state.journal.receipts.push(receipt);
  state.untold += 1;
  const event: StatusEvent = {
    kind: "status",
    status,
    providerMessageId: copy.providerMessageId,
    correlation: named ? copy.correlation : null,
    at: new Date(epochMs + world.schedule.now()),
    error: status === "failed" ? error("provider_error", "could not be delivered") : null,
    retry: status === "failed" && how === "fail_late" ? { afterMs: 500 } : null,
  };
  const post = (): void =>
    state.post(event, copy.correlation, (ok) => {
      if (ok && !receipt.told) {
        receipt.told = true;
        state.untold -= 1;
      }
      // It tells again until it is heard, now and then even after that.
      if (!ok) world.schedule.at(world.schedule.now() + random.between(300, 3_000), post);
    });
  world.schedule.at(world.schedule.now() + wait, post);
}

function nameOf({ journal }: State, correlation: string): string {
  const [id = "", number] = correlation.split(".");
  return `${journal.names.get(id) ?? id}.${number}`;
}
