// A table of records that are still to come: room for them, what went wrong, or that there are none.
import { Skeleton } from "@mantine/core";
import type { ReactElement } from "react";
import { ErrorCard } from "./error-card.tsx";
import { RecordTable, type RecordTableProps } from "./record-table.tsx";
import type { Rows } from "./use-rows.ts";

export type RecordListProps<Row> = RecordTableProps<Row> & {
  source: Rows<Row>;
  /** Shown where there is not one. */
  empty: ReactElement;
};

export function RecordList<Row extends { id: string }>({ empty, ...table }: RecordListProps<Row>) {
  const { rows, hasNextPage, error, isPending, refetch } = table.source;
  if (error !== null) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton height="60vh" />;
  // A page may be empty and the next one not: the table goes on by itself.
  if (rows.length === 0 && !hasNextPage) return empty;
  return <RecordTable {...table} />;
}
