// Runs one plan from its first message to calm, and says what broke.

import { type Api, request, startApi, webhookBody } from "./actors/api.ts";
import { createProvider } from "./actors/provider.ts";
import { type Ground, type Running, type SenderRow, startTransportNode } from "./actors/transport-node.ts";
import { checkEnd } from "./check/final.ts";
import { createWatch } from "./check/watch.ts";
import { createJournal, type Journal, type Violation } from "./journal.ts";
import { createSim, notify, type Sim } from "./model/database.ts";
import type { Fault, Plan, PlannedMessage } from "./plan.ts";
import { crash } from "./world/call.ts";
import { createMachine, epochMs, inside, type Life, type Machine, thaw } from "./world/machine.ts";
import { createWorld } from "./world/world.ts";

export type Result = { violation: Violation | null; story: readonly string[]; hash: number };

/** Longer than any retry and any doubt: what rests by then rests for ever. */
const patienceMs = 1_500_000;

/** The supervisor's pause. */
const restartMs = 700;

type Town = Ground & {
  plan: Plan;
  journal: Journal;
  machines: Map<string, Machine>;
  running: Map<string, Running>;
  api: Api | null;
};

export async function runPlan(plan: Plan): Promise<Result> {
  const town = build(plan);
  const { sim, watch, journal, provider } = town;
  const { schedule, story } = sim.world;
  for (const name of town.machines.keys()) mind(town, name);
  for (const planned of plan.messages) schedule.at(planned.at, () => submit(town, planned));
  for (const fault of plan.faults) schedule.at(fault.at, () => strike(town, fault));
  schedule.at(plan.calmAt, () => calm(town));
  const asked = plan.messages.map(({ name }) => name);
  const over = (): boolean =>
    watch.violation !== null ||
    schedule.now() > patienceMs ||
    (schedule.now() > plan.calmAt && provider.untold() === 0 && isAtRest(sim, journal, asked));
  await schedule.run(over);
  const violation = watch.violation ?? checkEnd(sim.tables, journal, asked);
  if (violation !== null) sim.world.tell(`broken: ${violation.message}`);
  return { violation, story: story.lines.map((line) => readable(journal, line)), hash: story.hash };
}

function build(plan: Plan): Town {
  const world = createWorld(plan.seed, plan.callFaults);
  const sim = createSim(world);
  const journal = createJournal();
  const senders: SenderRow[] = [0, 1].map((n) => ({
    tenantId: uuid(0, 1, 0),
    id: uuid(0, 2, n),
    shard: n,
    rate: plan.rate,
    burst: plan.burst,
    pausedUntil: null,
    version: 1,
  }));
  for (const { shard } of senders)
    sim.tables.units.set(`shard-${shard}`, { id: `shard-${shard}`, kind: "shard", epoch: 0, owner: null });
  const names = [...Array.from({ length: plan.nodes }, (_, n) => `node-${n + 1}`), "api"];
  let ids = 0;
  const town: Town = {
    plan,
    sim,
    journal,
    senders,
    sole: plan.sole,
    inFlightMax: plan.inFlightMax,
    watch: createWatch(sim, journal, plan),
    provider: createProvider({
      world,
      journal,
      moods: plan.moods,
      silence: plan.silence,
      post: (event, correlation, taken) => {
        const sender = sim.tables.messages.get(correlation.split(".")[0] ?? "")?.sender_id ?? "";
        const body = webhookBody(sender, event);
        request<boolean>(
          sim,
          town.api,
          (api, answer) => api.receive(body, answer),
          (ok) => taken(ok === true),
        );
      },
    }),
    newId: (life: Life) => uuid(epochMs + world.schedule.now() + life.machine.wallOffMs, 3, (ids += 1)),
    machines: new Map(names.map((name) => [name, createMachine(name)])),
    running: new Map(),
    api: null,
  };
  return town;
}

function uuid(ms: number, kind: number, n: number): string {
  const time = Math.floor(ms).toString(16).padStart(12, "0");
  const tail = n.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${String(kind).padStart(3, "0")}-8000-${tail}`;
}

/** The supervisor: a process that has ended is started again. */
function mind(town: Town, name: string): void {
  const machine = town.machines.get(name);
  if (machine === undefined || machine.life !== null) return;
  if (name === "api") town.api = startApi(town, machine);
  else void startNode(town, machine);
  const { schedule } = town.sim.world;
  const again = (): void => void schedule.at(schedule.now() + restartMs, () => mind(town, name));
  const life = lifeOf(machine);
  if (life === null) again();
  else life.onDeath.push(again);
}

/** A function, because starting its process has changed the machine. */
function lifeOf(machine: Machine): Life | null {
  return machine.life;
}

async function startNode(town: Town, machine: Machine): Promise<void> {
  const started = startTransportNode(town, machine);
  const life = lifeOf(machine);
  try {
    town.running.set(machine.name, await started);
  } catch {
    // It could not reach its database: its supervisor tries again.
    if (life !== null) crash(town.sim.world, life, "for it cannot start");
  }
}

function submit(town: Town, planned: PlannedMessage): void {
  const { sim, journal } = town;
  const { schedule, tell } = sim.world;
  tell(`the client asks for ${planned.name}`);
  request<string>(
    sim,
    town.api,
    (api, answer) => api.submit(planned, answer),
    (id) => {
      if (id === null) return void schedule.at(schedule.now() + 400, () => submit(town, planned));
      if (journal.accepted.has(planned.name)) return;
      tell(`${planned.name} is accepted`);
      journal.accepted.set(planned.name, id);
    },
  );
}

function strike(town: Town, fault: Fault): void {
  const { sim, machines } = town;
  const { schedule, tell } = sim.world;
  if (fault.kind === "change_sender") {
    tell("the senders are changed");
    for (const sender of town.senders) sender.version += 1;
    return notify(sim, "senders", "");
  }
  const machine = machines.get(fault.machine);
  const life = machine?.life ?? null;
  if (machine === undefined) return;
  const later = (work: () => void): void =>
    void schedule.at(schedule.now() + ("forMs" in fault ? fault.forMs : 0), work);
  switch (fault.kind) {
    case "crash":
      if (life !== null) crash(sim.world, life, "");
      return;
    case "freeze":
      if (life === null || life.frozen !== null) return;
      tell(`${machine.name} freezes for ${Math.round(fault.forMs)} ms`);
      life.frozen = [];
      return later(() => thaw(sim.world, life));
    case "cut":
      tell(`${machine.name} is cut off from the database for ${Math.round(fault.forMs)} ms`);
      machine.cut = true;
      return later(() => reconnect(town.sim, machine));
    case "slow":
      tell(`the database is ${fault.times} times slower for ${machine.name}`);
      machine.slow = fault.times;
      return later(() => void (machine.slow = 1));
    case "step":
      tell(`the clock of ${machine.name} steps by ${fault.byMs / 1_000} s`);
      machine.wallOffMs += fault.byMs;
      return;
    case "deploy":
      if (life === null || fault.machine === "api") return;
      tell(`${machine.name} is told to stop`);
      void town.running
        .get(machine.name)
        ?.stop()
        .catch(() => crash(sim.world, life, "while it stops"));
  }
}

/** From here on nothing goes wrong any more. */
function calm({ sim, machines }: Town): void {
  sim.world.tell("from here on all is calm");
  sim.world.calm = true;
  for (const machine of machines.values()) {
    reconnect(sim, machine);
    machine.slow = 1;
    if (machine.life !== null && machine.life.frozen !== null) thaw(sim.world, machine.life);
  }
}

/** A listener that has its connection again knows that it may have missed something. */
function reconnect(sim: Sim, machine: Machine): void {
  if (!machine.cut) return;
  machine.cut = false;
  const { schedule } = sim.world;
  for (const { life, hear } of sim.listeners) {
    if (life.machine !== machine) continue;
    schedule.at(schedule.now() + life.random.between(10, 1_000), () =>
      inside(life, () => {
        hear("senders", "");
        hear("lanes", "");
      }),
    );
  }
}

function isAtRest({ tables }: Sim, journal: Journal, asked: readonly string[]): boolean {
  for (const row of tables.messages.values()) if (row.lane_state !== null) return false;
  for (const row of tables.webhooks.values()) if (!row.done) return false;
  for (const row of tables.attempts.values()) if (row.state === "open") return false;
  for (const row of tables.parked.values())
    for (const attempt of tables.attempts.values())
      if (attempt.provider_message_id === row.provider_message_id) return false;
  return asked.every((name) => journal.accepted.has(name));
}

/** `m3` in place of the end of its id. */
function readable(journal: Journal, line: string): string {
  let text = line;
  for (const [id, name] of journal.names)
    text = text.replaceAll(id, name).replaceAll(`${id.slice(-4)}.`, `${name}.`);
  return text;
}
