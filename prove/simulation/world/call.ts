// One call from a process to the database: it takes time, may be lost either way, and may outlive its caller.

import { end, inside, type Life } from "./machine.ts";
import type { World } from "./world.ts";

/** Does the statement now, or names what has to end first: `wait` calls its argument then. */
export type Act<T> = () => { done: T } | { wait(again: () => void): void };

export type Call<T> = { name: string; patienceMs: number; act: Act<T> };

/** Resolves with the statement's answer; rejects when it is lost, without saying which way. */
export function call<T>(world: World, life: Life, { name, patienceMs, act }: Call<T>): Promise<T> {
  const { schedule } = world;
  const fault = life.dead ? null : world.interfere(life.machine.name, name);
  if (fault === "crash_before") crash(world, life, `before it asks for ${name}`);
  if (life.dead) return new Promise(() => undefined);
  return new Promise((resolve, reject) => {
    let over = false;
    const fail = (why: string): void => {
      if (over) return;
      over = true;
      inside(life, () => reject(new Error(`${name}: ${why}`)));
    };
    const callOff = schedule.at(schedule.now() + patienceMs, () => fail("no answer"));
    const latency = (): number =>
      life.random.between(0.2, 3) * life.machine.slow +
      (fault === "delay" ? life.random.between(500, 9_000) : 0);
    const answer = (value: T): void => {
      if (fault === "crash_after") crash(world, life, `after ${name} took effect`);
      if (fault === "lose_answer") world.tell(`${life.machine.name}: the answer to ${name} is lost`);
      if (fault === "lose_answer" || life.machine.cut) return fail("connection lost");
      schedule.at(schedule.now() + latency(), () => {
        if (over) return;
        over = true;
        callOff();
        inside(life, () => resolve(value));
      });
    };
    const arrive = (): void => {
      // A statement that was given up is cancelled; one whose caller has died may still be in the socket.
      if (over || (life.dead && life.random.chance(0.5))) return;
      if (fault === "lose_request" || life.machine.cut) return fail("connection lost");
      try {
        const acted = act();
        if ("done" in acted) answer(acted.done);
        else acted.wait(arrive);
      } catch (error) {
        fail((error as Error).message);
      }
    };
    schedule.at(schedule.now() + latency(), arrive);
  });
}

export function crash(world: World, life: Life, when: string): void {
  if (life.dead) return;
  world.tell(`${life.machine.name} crashes ${when}`);
  end(life);
}
