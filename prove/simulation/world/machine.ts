// Machines and the lives of the processes on them: started, crashed, frozen, cut off, with clocks of their own.

import type { Clock } from "../../../server/src/kernel/clock.ts";
import { createRandom, type Random } from "./random.ts";
import type { World } from "./world.ts";

/** A place where one process lives at a time. */
export type Machine = {
  name: string;
  /** How far its wall clock is off. */
  wallOffMs: number;
  /** Without a way to the database. */
  cut: boolean;
  /** How many times slower the database answers it. */
  slow: number;
  life: Life | null;
  lives: number;
};

/** One process from its start to its end; what it knows ends with it. */
export type Life = {
  machine: Machine;
  random: Random;
  dead: boolean;
  /** What has come for it while it is stopped, in order; null while it runs. */
  frozen: (() => void)[] | null;
  onDeath: (() => void)[];
};

export function createMachine(name: string): Machine {
  return { name, wallOffMs: 0, cut: false, slow: 1, life: null, lives: 0 };
}

export function boot(world: World, machine: Machine): Life {
  if (machine.life !== null) throw new Error(`${machine.name} is running`);
  machine.lives += 1;
  const random = createRandom(world.seed, `${machine.name} ${machine.lives}`);
  const life: Life = { machine, random, dead: false, frozen: null, onDeath: [] };
  machine.life = life;
  return life;
}

export function end(life: Life): void {
  if (life.dead) return;
  life.dead = true;
  life.frozen = null;
  if (life.machine.life === life) life.machine.life = null;
  for (const work of life.onDeath) work();
}

/** Does `work` in that process: now, after its thaw, or never. */
export function inside(life: Life, work: () => void): void {
  if (life.dead) return;
  if (life.frozen === null) work();
  else life.frozen.push(work);
}

export function thaw(world: World, life: Life): void {
  const waiting = life.frozen ?? [];
  life.frozen = null;
  for (const work of waiting) world.schedule.at(world.schedule.now(), () => inside(life, work));
}

/** The world began on a Sunday morning on which Europe sets its clocks back. */
export const epochMs = Date.UTC(2026, 9, 25, 0, 30);

export function clockOf(world: World, life: Life): Clock {
  const { schedule } = world;
  const startedAt = schedule.now() - life.random.between(50, 5_000);
  const after: Clock["after"] = (ms, work) => {
    if (life.dead) return () => undefined;
    let wanted = true;
    const callOff = schedule.at(schedule.now() + ms, () => inside(life, () => void (wanted && work())));
    return () => {
      wanted = false;
      callOff();
    };
  };
  return {
    monotonic: () => schedule.now() - startedAt,
    now: () => new Date(epochMs + schedule.now() + life.machine.wallOffMs),
    after,
    soon: (work) => void after(0, work),
    random: life.random.next,
  };
}
