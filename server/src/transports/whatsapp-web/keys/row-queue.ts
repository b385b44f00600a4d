// Rows that are decided but not written yet: read from here at once, and written in the order they were decided.

import { keyOf } from "./rows.ts";
import type { Row } from "./rows.ts";

export type RowQueue = {
  /** What is to become of a row, for as long as the store does not have it. */
  find(key: string): Row | undefined;
  add(rows: readonly Row[]): void;
  isEmpty(): boolean;
  /** Resolves when all that was added by now is written; rejects for ever once a write was refused. */
  written(): Promise<void>;
};

type State = {
  write: (rows: readonly Row[]) => Promise<void>;
  queued: Map<string, Row>;
  /** Being written. */
  leaving: Map<string, Row>;
  /** The write under way, or the last one; and the one that follows it. */
  writing: Promise<void>;
  next: Promise<void> | null;
};

/** `write` is never called while it is at work, nor again once it has rejected. */
export function createRowQueue(write: State["write"]): RowQueue {
  const rows = { queued: new Map<string, Row>(), leaving: new Map<string, Row>() };
  const state: State = { write, ...rows, writing: Promise.resolve(), next: null };
  return {
    find: (key) => state.queued.get(key) ?? state.leaving.get(key),
    add: (added) => {
      for (const row of added) state.queued.set(keyOf(row), row);
      // Whoever needs it written waits for it, and hears what became of it.
      written(state).catch(() => {});
    },
    isEmpty: () => state.queued.size + state.leaving.size === 0,
    written: () => written(state),
  };
}

/** Each write takes all that has gathered while the one before it was under way. */
function written(state: State): Promise<void> {
  if (state.next === null && state.queued.size === 0) return state.writing;
  state.next ??= state.writing.then(() => {
    state.next = null;
    state.writing = writeAll(state);
    return state.writing;
  });
  return state.next;
}

async function writeAll(state: State): Promise<void> {
  state.leaving = state.queued;
  state.queued = new Map();
  await state.write([...state.leaving.values()]);
  state.leaving = new Map();
}
