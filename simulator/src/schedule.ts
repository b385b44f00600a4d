// One timer for everything that happens later: receipts, retries, reviews. A million pending receipts
// cost a number each, not a timer each.
import { present } from "./present.ts";

/** A number is handed to `onCode` (the hot path: receipts); a function is simply called. */
export type Task = number | (() => void);

export type Schedule = {
  at(due: number, task: Task): void;
  /** Look again: the clock was moved. */
  wake(): void;
  pending(): number;
  clear(): void;
};

/** Tasks run before the event loop gets a turn; more would starve requests when a burst falls due at once. */
const SLICE = 2_000;

export function createSchedule(now: () => number, onCode: (code: number) => void): Schedule {
  let buckets = new Map<number, Task[]>();
  let ticks: number[] = [];
  let pending = 0;
  let armedFor = Infinity;
  let timer: NodeJS.Timeout | undefined;

  function arm() {
    const next = ticks[0];
    if (next === undefined || next >= armedFor) return;
    clearTimeout(timer);
    armedFor = next;
    // setTimeout overflows above 2^31-1 ms; an early wake-up simply re-arms.
    timer = setTimeout(run, Math.min(Math.max(next - now(), 0), 2_000_000_000));
  }

  function run() {
    armedFor = Infinity;
    let budget = SLICE;
    for (let tick = ticks[0]; tick !== undefined && tick <= now() && budget > 0; tick = ticks[0]) {
      const tasks = present(buckets.get(tick), "a bucket for every tick");
      const slice = tasks.length <= budget ? tasks : tasks.splice(0, budget);
      if (slice === tasks) {
        buckets.delete(tick);
        popLeast(ticks);
      }
      budget -= slice.length;
      pending -= slice.length;
      for (const task of slice) {
        if (typeof task === "number") onCode(task);
        else task();
      }
    }
    arm();
  }

  return {
    at(due, task) {
      const tick = Math.ceil(due);
      const tasks = buckets.get(tick);
      pending += 1;
      if (tasks) return void tasks.push(task);
      buckets.set(tick, [task]);
      pushTick(ticks, tick);
      arm();
    },
    wake() {
      armedFor = Infinity;
      arm();
    },
    pending: () => pending,
    clear() {
      clearTimeout(timer);
      armedFor = Infinity;
      buckets = new Map();
      ticks = [];
      pending = 0;
    },
  };
}

function pushTick(heap: number[], tick: number) {
  let at = heap.length;
  heap.push(tick);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? -Infinity;
    if (above <= tick) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = tick;
}

function popLeast(heap: number[]) {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    // A missing child counts as infinitely late.
    const [left, right] = [heap[at * 2 + 1] ?? Infinity, heap[at * 2 + 2] ?? Infinity];
    const least = Math.min(left, right);
    if (least >= last) break;
    heap[at] = least;
    at = at * 2 + (left <= right ? 1 : 2);
  }
  heap[at] = last;
}
