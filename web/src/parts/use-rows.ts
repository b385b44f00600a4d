// The rows of an infinite query as one list, made anew only when the pages are.
import { useMemo } from "react";
import type { RowSource } from "./record-table.tsx";

/** The rows there are so far, and how it stands with the rest. */
export type Rows<Row> = RowSource<Row> & { error: Error | null; isPending: boolean; refetch(): unknown };

type Pages<Row> = Omit<Rows<Row>, "rows"> & {
  data: { pages: readonly { data: readonly Row[] }[] } | undefined;
};

export function useRows<Row>({ data, ...source }: Pages<Row>): Rows<Row> {
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return { rows, ...source };
}
