// What Postgres was busy with, by statement: needs `statementSettings` and a login that may create extensions.

import pg from "pg";
import { printTable } from "./table.ts";

export const statementSettings = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track_utility": "on",
};

export type StatementStats = {
  reset(): Promise<void>;
  calls(): Promise<number>;
  print(): Promise<void>;
};

export async function openStatementStats(end: AsyncDisposableStack, url: string): Promise<StatementStats> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  end.defer(() => client.end());
  await client.query("create extension if not exists pg_stat_statements");
  return {
    reset: async () => void (await client.query("select pg_stat_statements_reset()")),
    calls: async () => {
      const { rows } = await client.query<{ calls: string }>(
        "select sum(calls) as calls from pg_stat_statements where toplevel",
      );
      return Number(rows[0]?.calls ?? 0);
    },
    print: async () => {
      const { rows } = await client.query<StatementRow>(busiest);
      printTable(
        ["statement", "calls", "rows", "total ms", "mean ms", "WAL MB"],
        rows.map((row) => [row.text, row.calls, row.rows, row.total, row.mean, row.wal]),
      );
    },
  };
}

type StatementRow = { text: string; calls: number; rows: number; total: number; mean: number; wal: number };

const busiest = `
  select left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as text, calls::float8, rows::float8,
         total_exec_time + total_plan_time as total, mean_exec_time as mean, wal_bytes::float8 / 1e6 as wal
  from pg_stat_statements where toplevel order by total_exec_time desc limit 14`;
