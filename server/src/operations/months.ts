// The months that messages lie in: made ahead, and dropped with their attempts and evidence when they are old.

import { setTimeout as delay } from "node:timers/promises";
import type { Database, Tx } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { asOwner, isLockTimeout } from "../kernel/owner.ts";
import { createMonth, dropMonth, readMonths, readStrays } from "./month-store.ts";

export type MonthsDeps = {
  engine: Database;
  /** Logs in as the owner of the tables. */
  databaseUrl: string;
  /** How many days of messages somebody may want: a month goes when all of it is older. Null keeps all. */
  keepDays(): Promise<number | null>;
  now(): Date;
};

export function keepMonthsJob(deps: MonthsDeps): ScheduledJob {
  return { name: "keep-months", everyMs: 3_600_000, run: () => keepMonths(deps) };
}

/** Everything is tried before anything is complained about; the job's failure is the alarm. */
async function keepMonths({ engine, databaseUrl, keepDays, now }: MonthsDeps): Promise<void> {
  const existing = (await readMonths(engine, [])).map(({ month }) => month);
  const strays = (await readStrays(engine, [])).map(({ month }) => month);
  const wanted = [...monthsAround(now()), ...strays.filter((month) => month !== null)];
  const missing = wanted.filter((month) => !existing.includes(month));
  const days = await keepDays();
  const old = days === null ? [] : existing.filter((month) => endOf(month) <= now().getTime() - days * dayMs);
  const kept: string[] = [];
  if (missing.length + old.length > 0) {
    await asOwner(databaseUrl, async (owner) => {
      for (const month of missing) await patiently(() => createMonth(owner, [month]));
      for (const month of old) if (!(await drop(owner, month))) kept.push(month);
    });
  }
  const complaints = [
    ...(strays.length > 0
      ? [`Messages lay in no month (${strays.join(", ")}): it should have been made.`]
      : []),
    ...kept.map((month) => `The month ${month} is old, but something in it waits or needs a person.`),
  ];
  if (complaints.length > 0) throw new Error(complaints.join(" "));
}

async function drop(owner: Tx, month: string): Promise<boolean> {
  const [row] = await patiently(() => dropMonth(owner, [month]));
  return row?.dropped === true;
}

/** From the month before, for clocks that are behind, to two ahead: a job that fails for weeks stops nothing. */
export function monthsAround(now: Date): string[] {
  return [-1, 0, 1, 2].map((distance) => monthOf(now, distance));
}

const dayMs = 24 * 3_600_000;

function endOf(month: string): number {
  const first = new Date(`${month}T00:00:00Z`);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
}

/** The first day of the month so many months away, as Postgres writes a date. */
export function monthOf(now: Date, distance: number): string {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + distance, 1));
  return first.toISOString().slice(0, 10);
}

const turns = 20;

/** Locks are asked for shortly and often: what queues behind the asking gets through in between. */
async function patiently<T>(change: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await change();
    } catch (error) {
      if (turn === turns || !isLockTimeout(error)) throw error;
      await delay(500);
    }
  }
}
