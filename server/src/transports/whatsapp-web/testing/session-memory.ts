// A session's memory for tests: rows in a map, with the power cuts and refusals a database is capable of.

import type { SessionMemory } from "../../transport.ts";

type Change = Parameters<SessionMemory["write"]>[0][number];

export type TestMemory = SessionMemory & {
  /** By `type/id`. */
  rows: Map<string, Uint8Array>;
  /** Everything durable at this moment: what a process killed now leaves behind. */
  copy(): TestMemory;
  writes: number;
  reads: number;
  /** Called before each write; what it throws is the store's refusal. */
  onWrite: (changes: readonly Change[]) => void;
  /** As a database has. Without it the races between sends and receipts do not show. */
  delayMs: number;
  /** Whether the session is still this process's. */
  held: boolean;
};

export function createTestMemory(rows = new Map<string, Uint8Array>()): TestMemory {
  const memory: TestMemory = {
    rows,
    writes: 0,
    reads: 0,
    onWrite: () => {},
    delayMs: 0,
    held: true,
    copy: () => createTestMemory(new Map(rows)),
    read: async (type, ids) => {
      memory.reads++;
      await pause(memory.delayMs);
      const found = new Map<string, Uint8Array>();
      for (const id of ids) {
        const value = rows.get(`${type}/${id}`);
        if (value) found.set(id, value);
      }
      return found;
    },
    write: async (changes) => {
      memory.onWrite(changes);
      await pause(memory.delayMs);
      for (const { type, id, value } of changes) {
        if (value) rows.set(`${type}/${id}`, value);
        else rows.delete(`${type}/${id}`);
      }
      memory.writes++;
    },
    clear: async () => rows.clear(),
    isHeld: () => memory.held,
  };
  return memory;
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
