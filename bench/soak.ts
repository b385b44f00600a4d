// Soak: the same lanes filled and drained again and again, to see what grows: claims, tables, memory.

import { once } from "node:events";
import type { Database } from "../server/src/kernel/db.ts";
import type { DispatchAnswer } from "./dispatch/process.ts";
import { startDatabase } from "./house/database.ts";
import { createLanes, queueMessages } from "./house/lanes.ts";
import { startRole } from "./house/role.ts";
import type { Benchmark, Choices } from "./main.ts";
import { memoryOf } from "./measure/memory.ts";
import { openStatementStats, statementSettings } from "./measure/statements.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const soak: Benchmark = {
  summary: "ten minutes of queueing and dispatching on end (--short: one): claim time, table sizes, memory",
  run,
};

const laneCount = 500;
const messagesPerRound = 20_000;
const unlimited = { rate: 100_000, burst: 10_000 };
/** Rounds are shown as so many lines, each the mean of its share. */
const lines = 10;

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const database = await startDatabase(end, statementSettings);
  const statements = await openStatementStats(end, database.url);
  const engine = database.open("waypost_engine", 4);
  const module = new URL("./dispatch/process.ts", import.meta.url);
  const args = [database.url];
  const dispatcher = await startRole(end, { name: "dispatcher", module, args, env: process.env, profiles });
  const lanes = await createLanes(engine, laneCount, unlimited);

  const until = performance.now() + (short ? 1 : 10) * 60_000;
  const rounds: Round[] = [];
  while (performance.now() < until) {
    await queueMessages(engine, lanes, messagesPerRound);
    await statements.reset();
    const sent = (rounds.length + 1) * messagesPerRound;
    dispatcher.child.send({ lanes, count: sent });
    const [{ seconds }] = (await once(dispatcher.child, "message")) as [DispatchAnswer];
    const memory = { dispatcher: memoryOf(dispatcher.pid).rss, postgres: memoryOf(database.pid).pss };
    rounds.push({ sent, rate: messagesPerRound / seconds, ...(await look(engine, sent)), ...memory });
  }
  const heading = ["sent", "rows/s", "claim µs", "record µs", "lane MB", "lane dead", "message B"];
  printTable([...heading, "dispatcher RSS", "postgres PSS"], summarize(rounds));
}

type Round = {
  sent: number;
  rate: number;
  /** Of Postgres, per message. */
  claim: number;
  record: number;
  laneMb: number;
  laneDead: number;
  /** With indexes, per message sent. */
  messageBytes: number;
  dispatcher: number;
  postgres: number;
};

async function look(
  engine: Database,
  sent: number,
): Promise<Pick<Round, "claim" | "record" | "laneMb" | "laneDead" | "messageBytes">> {
  const { rows } = await engine.query<{
    claim: number;
    record: number;
    lane: number;
    dead: number;
    message: number;
  }>(
    `select (select sum(total_exec_time) from pg_stat_statements where query like 'with me as materialized%') as claim,
            (select sum(total_exec_time) from pg_stat_statements where query like 'with outcome as%') as record,
            pg_total_relation_size('lane_entry')::float8 as lane,
            (select n_dead_tup::float8 from pg_stat_user_tables where relname = 'lane_entry') as dead,
            (select sum(pg_total_relation_size(relid)) from pg_partition_tree('message'))::float8 as message`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("one row was asked for");
  const perMessage = (ms: number): number => (ms * 1_000) / messagesPerRound;
  return {
    claim: perMessage(row.claim),
    record: perMessage(row.record),
    laneMb: row.lane / 1e6,
    laneDead: row.dead,
    messageBytes: row.message / sent,
  };
}

const shown = [
  "rate",
  "claim",
  "record",
  "laneMb",
  "laneDead",
  "messageBytes",
  "dispatcher",
  "postgres",
] as const satisfies (keyof Round)[];

function summarize(rounds: readonly Round[]): Cell[][] {
  const share = Math.max(1, Math.ceil(rounds.length / lines));
  const groups = Array.from({ length: Math.ceil(rounds.length / share) }, (_, index) =>
    rounds.slice(index * share, (index + 1) * share),
  );
  return groups.map((group) => {
    const mean = (part: keyof Round): number =>
      group.reduce((sum, round) => sum + round[part], 0) / group.length;
    const { sent } = group.at(-1)!;
    return [sent, ...shown.map(mean)];
  });
}
