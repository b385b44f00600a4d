// One timer for everything that happens later: receipts, retries, reviews. A million pending receipts
// cost a number each, not a timer each.

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
    while (ticks.length > 0 && ticks[0]! <= now() && budget > 0) {
      const tick = ticks[0]!;
      const tasks = buckets.get(tick)!;
      const slice = tasks.length <= budget ? tasks : tasks.splice(0, budget);
      if (slice === tasks) {
        buckets.delete(tick);
        popLeast(ticks);
      }
      budget -= slice.length;
      pending -= slice.length;
      for (const task of slice) typeof task === "number" ? onCode(task) : task();
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
    if (heap[parent]! <= tick) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = tick;
}

function popLeast(heap: number[]) {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= last) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
