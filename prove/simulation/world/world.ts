// The world of one seed: its time, its story, and what interferes with its calls.

import { createSchedule, type Schedule } from "./schedule.ts";
import { hashText } from "./random.ts";

export type World = {
  seed: number;
  schedule: Schedule;
  tell(line: string): void;
  story: Story;
  /** From when on nothing goes wrong any more. */
  calm: boolean;
  /** What the plan has in store for this call; asked once per call. */
  interfere(machine: string, call: string): Interference | null;
};

/** A call may be lost on its way, its answer on the way back; its caller may crash before or after it acts. */
export type Interference = "lose_request" | "lose_answer" | "crash_before" | "crash_after" | "delay";

export type Story = { lines: string[]; hash: number };

/** The nth call of its kind by the processes of one machine. */
export type CallFault = { machine: string; call: string; nth: number; what: Interference };

export function createWorld(seed: number, faults: readonly CallFault[]): World {
  const schedule = createSchedule();
  const story: Story = { lines: [], hash: hashText("") };
  const planned = new Map(faults.map((fault) => [`${fault.machine} ${fault.call} ${fault.nth}`, fault.what]));
  const counts = new Map<string, number>();
  const world: World = {
    seed,
    schedule,
    story,
    calm: false,
    tell: (line) => {
      const text = `${(schedule.now() / 1_000).toFixed(3).padStart(9)}  ${line}`;
      story.lines.push(text);
      story.hash = hashText(text, story.hash);
    },
    interfere: (machine, call) => {
      if (planned.size === 0 || world.calm) return null;
      const name = `${machine} ${call}`;
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      return planned.get(`${name} ${nth}`) ?? null;
    },
  };
  return world;
}
