// The only thing that makes time pass: what is to happen, in order of its virtual time.

export type Schedule = {
  /** Milliseconds since the world began. */
  now(): number;
  /** Answers how to call it off. */
  at(time: number, work: () => void): () => void;
  /** Lets things happen until `done`, or until nothing is left; rejects with what a step throws. */
  run(done: () => boolean): Promise<void>;
};

type Entry = { at: number; order: number; work: (() => void) | null };

export function createSchedule(): Schedule {
  const heap: Entry[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    at: (time, work) => {
      const entry: Entry = { at: Math.max(now, time), order: (order += 1), work };
      push(heap, entry);
      return () => void (entry.work = null);
    },
    run: (done) =>
      new Promise((resolve, reject) => {
        // A tick that a microtask asks for comes when no microtask is left: after all that follows from this step.
        const step = (): void => {
          try {
            if (done()) return resolve();
            let entry = pop(heap);
            while (entry !== undefined && entry.work === null) entry = pop(heap);
            if (entry === undefined) return resolve();
            now = entry.at;
            entry.work?.();
          } catch (error) {
            return reject(error instanceof Error ? error : new Error(String(error)));
          }
          queueMicrotask(() => process.nextTick(step));
        };
        process.nextTick(step);
      }),
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !before(entry, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    let below = heap[child];
    const right = heap[child + 1];
    if (right !== undefined && below !== undefined && before(right, below)) {
      child += 1;
      below = right;
    }
    if (below === undefined || !before(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}
