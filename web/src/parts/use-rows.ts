// The rows of an infinite query as one list, made anew only when the pages are.
import { useMemo } from "react";
import type { RowSource } from "./record-table.tsx";

type Pages<Row> = {
  data: { pages: readonly { data: readonly Row[] }[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): unknown;
};

export function useRows<Row>({ data, ...source }: Pages<Row>): RowSource<Row> {
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return { rows, ...source };
}
