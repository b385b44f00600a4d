// What may grow while messages flow: what a message costs Postgres, its tables, everybody's memory.

import type { House } from "../house/house.ts";
import { memoryOf } from "../measure/memory.ts";
import { openStatementStats } from "../measure/statements.ts";

export type Growth = {
  /** Messages that have not left. */
  waiting: number;
  /** Webhooks that are stored and not applied. */
  unread: number;
  /** Time in Postgres for each message since the last look, in microseconds. */
  claim: number;
  record: number;
  evidence: number;
  /** Tables that empty themselves, in MB. */
  passing: number;
  deadEntries: number;
  /** Of the whole database. */
  bytes: number;
  control: number;
  transport: number;
  postgres: number;
};

export type GrowthWatch = { look(sent: number): Promise<Growth> };

/** Needs the settings that count statements; looking forgets what was counted. */
export async function watchGrowth(end: AsyncDisposableStack, house: House): Promise<GrowthWatch> {
  const statements = await openStatementStats(end, house.database.url);
  const memory = (name: string, part: "rss" | "pss"): number =>
    memoryOf(house.processes.find((each) => each.name === name)?.pid ?? 0)[part];
  return {
    look: async (sent) => {
      const { rows } = await house.engine.query<Figures>(figures);
      await statements.reset();
      const [row] = rows;
      if (row === undefined) throw new Error("one row was asked for");
      const perMessage = (ms: number): number => (ms * 1_000) / sent;
      return {
        ...row,
        claim: perMessage(row.claim),
        record: perMessage(row.record),
        evidence: perMessage(row.evidence),
        control: memory("control", "rss"),
        transport: memory("transport", "rss"),
        postgres: memory("postgres", "pss"),
      };
    },
  };
}

type Figures = Omit<Growth, "control" | "transport" | "postgres">;

const time = (beginning: string): string =>
  `(select coalesce(sum(total_exec_time), 0) from pg_stat_statements where toplevel and query like '${beginning}%')`;

const figures = `
  select ${time("with me as materialized")} as claim,
         ${time("with outcome as materialized")} as record,
         ${time("insert into evidence")} + ${time("with named as materialized")} as evidence,
         (select count(*)::float8 from lane_entry) as waiting,
         (select count(*)::float8 from webhook_in where done_at is null) as unread,
         (select sum(pg_total_relation_size(name))::float8 / 1e6
          from unnest('{lane_entry,message_progress}'::regclass[]) as passing(name)) as passing,
         (select n_dead_tup::float8 from pg_stat_user_tables where relname = 'lane_entry') as "deadEntries",
         pg_database_size(current_database())::float8 as bytes`;
