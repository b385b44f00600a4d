// Idle: what a running Waypost takes from the machine while nothing happens.

import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../server/src/kernel/db.ts";
import { startHouse } from "./house/house.ts";
import type { Benchmark } from "./main.ts";
import { memoryOf } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const idle: Benchmark = {
  summary: "memory, statements and WAL of control, transport and Postgres after 30 s of doing nothing",
  run,
};

const settleMs = 30_000;
const watchedSeconds = 30;
const targetMb = 350;

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, { transport: true, profiles, settings: statementSettings });
  const statements = await openStatementStats(end, house.database.url);
  await delay(settleMs);

  await statements.reset();
  const walBefore = await walBytes(house.engine);
  await delay(watchedSeconds * 1_000);
  const calls = await statements.calls();
  const wal = (await walBytes(house.engine)) - walBefore;

  // The simulator is no part of an installation that sends for real.
  const product = house.processes.filter(({ name }) => name !== "simulator");
  const memory = product.map(({ name, pid }) => ({ name, ...memoryOf(pid) }));
  const sum = (part: "rss" | "pss"): number => memory.reduce((total, each) => total + each[part], 0);
  printTable(
    ["process", "RSS MB", "PSS MB"],
    [...memory.map(({ name, rss, pss }): Cell[] => [name, rss, pss]), ["together", sum("rss"), sum("pss")]],
  );
  console.log(`  PSS together ${sum("pss") <= targetMb ? "within" : "BEYOND"} ${targetMb} MB`);
  console.log(
    `  ${(calls / watchedSeconds).toFixed(1)} statements/s, ${Math.round(wal / watchedSeconds)} bytes of WAL/s`,
  );
  if (profiles !== undefined) await statements.print();
}

async function walBytes(engine: Database): Promise<number> {
  const { rows } = await engine.query<{ bytes: string }>(
    "select pg_current_wal_insert_lsn() - '0/0' as bytes",
  );
  return Number(rows[0]?.bytes);
}
