// The database everybody calls: its tables, its clock, its transactions and its notices.

import { type Act, call } from "../world/call.ts";
import { epochMs, inside, type Life } from "../world/machine.ts";
import type { World } from "../world/world.ts";
import { createLocks, type Locks, type Transaction } from "./locks.ts";
import { createTables, type Tables } from "./rows.ts";

export type Sim = { world: World; tables: Tables; locks: Locks; listeners: Set<Listener> };

export type Listener = { life: Life; hear(channel: Channel, payload: string): void };
export type Channel = "lanes" | "senders" | "units_free" | "intake";

export function createSim(world: World): Sim {
  return { world, tables: createTables(), locks: createLocks(), listeners: new Set() };
}

/** What `now()` is on the database's clock. */
export function databaseNow({ world }: Sim): number {
  return epochMs + world.schedule.now();
}

export type Statement<T> = {
  name: string;
  /** What it changes; it waits for those who have locked that, then looks again. */
  rows?: () => readonly string[];
  run(): T;
  patienceMs?: number;
};

const patienceMs = 30_000;

/** A statement that is its own transaction. */
export function ask<T>(sim: Sim, life: Life, statement: Statement<T>): Promise<T> {
  return call(sim.world, life, {
    name: statement.name,
    patienceMs: statement.patienceMs ?? patienceMs,
    act: acting(sim, statement, null),
  });
}

function acting<T>(sim: Sim, { rows, run }: Statement<T>, self: Transaction | null): Act<T> {
  return () => {
    const holder = sim.locks.holder(rows?.() ?? [], self);
    if (holder === null) return { done: run() };
    return { wait: (again) => void holder.waiting.push(again) };
  };
}

/** A statement inside a transaction: reads at once, and leaves its writes for the commit. */
export type Within = {
  transaction: Transaction;
  ask<T>(statement: Statement<T>): Promise<T>;
};

export async function transact<T>(sim: Sim, life: Life, work: (within: Within) => Promise<T>): Promise<T> {
  const { world, locks } = sim;
  const transaction = locks.begin();
  const rollback = (): void => locks.finish(transaction, "rollback");
  // The server notices a closed connection in a moment, and one that is merely silent by its keep-alive.
  life.onDeath.push(() => {
    const wait = life.machine.cut ? 8_000 : life.random.between(0, 20);
    world.schedule.at(world.schedule.now() + wait, rollback);
  });
  const within: Within = {
    transaction,
    ask: (statement) =>
      call(world, life, {
        name: statement.name,
        patienceMs,
        act: () => {
          if (!transaction.open) throw new Error("its transaction has ended");
          return acting(sim, statement, transaction)();
        },
      }),
  };
  try {
    const result = await work(within);
    await within.ask({ name: "commit", run: () => locks.finish(transaction, "commit") });
    return result;
  } catch (error) {
    world.schedule.at(world.schedule.now() + life.random.between(0, 20), rollback);
    throw error;
  }
}

/** Tells every listener that has a connection; a notice is never kept for later. */
export function notify(sim: Sim, channel: Channel, payload: string): void {
  const { schedule } = sim.world;
  for (const { life, hear } of sim.listeners) {
    if (life.dead || life.machine.cut) continue;
    schedule.at(schedule.now() + life.random.between(0.2, 4), () =>
      inside(life, () => hear(channel, payload)),
    );
  }
}
