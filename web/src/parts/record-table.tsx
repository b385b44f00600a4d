// A table of as many rows as there are: pages are fetched as one scrolls, and only what is in sight is drawn.
import { Skeleton, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTexts } from "../i18n/texts.ts";
import classes from "./record-table.module.css";

export type Column<Row> = {
  name: string;
  label: string;
  /** Of the grid, such as `10rem` or `minmax(8rem, 1fr)`. */
  width: string;
  cell(row: Row): ReactNode;
  /** Left out where there is little room. */
  wideOnly?: boolean;
};

/** The part of an infinite query that a table needs. */
export type RowSource<Row> = {
  rows: readonly Row[];
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): unknown;
};

export type RecordTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  source: RowSource<Row>;
  onOpen(row: Row): void;
  /** The row whose record is open beside the table. */
  openId?: string | undefined;
};

const rowPx = 44;
/** So far before the end the next page is asked for. */
const aheadRows = 30;

export function RecordTable<Row extends { id: string }>(props: RecordTableProps<Row>) {
  const { label, columns, source, onOpen, openId } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: source.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  useMoreRows(source, shown.at(-1)?.index ?? 0);
  return (
    <div ref={box} className={classes["box"]}>
      <div role="table" aria-label={label} aria-rowcount={source.hasNextPage ? -1 : source.rows.length + 1}>
        <HeadRow columns={columns} />
        <div role="rowgroup" className={classes["body"]} style={{ blockSize: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => {
            const row = source.rows[index];
            if (row === undefined) return null;
            const place = { index, start, isOpen: row.id === openId };
            return <BodyRow key={row.id} {...{ row, columns, place, onOpen }} />;
          })}
        </div>
      </div>
      <End isFetching={source.isFetchingNextPage} count={source.hasNextPage ? null : source.rows.length} />
    </div>
  );
}

function useMoreRows<Row>(source: RowSource<Row>, lastShown: number): void {
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = source;
  const wanted = hasNextPage && !isFetchingNextPage && lastShown >= rows.length - aheadRows;
  useEffect(() => {
    if (wanted) fetchNextPage();
  }, [wanted, fetchNextPage]);
}

function HeadRow<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <div role="rowgroup" className={classes["head"]}>
      <div role="row" className={classes["row"]} style={gridOf(columns)}>
        {columns.map(({ name, label, wideOnly }) => (
          <div role="columnheader" key={name} data-wide-only={wideOnly}>
            {label}
          </div>
        ))}
      </div>
    </div>
  );
}

type BodyRowProps<Row> = {
  row: Row;
  columns: readonly Column<Row>[];
  place: { index: number; start: number; isOpen: boolean };
  onOpen(row: Row): void;
};

function BodyRow<Row>({ row, columns, place, onOpen }: BodyRowProps<Row>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === "Enter") onOpen(row);
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" } as const;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const sibling = event.currentTarget[next[event.key]];
    if (sibling instanceof HTMLElement) sibling.focus();
  };
  return (
    <div
      role="row"
      aria-rowindex={place.index + 2}
      tabIndex={0}
      className={classes["row"]}
      data-open={place.isOpen || undefined}
      style={{ ...gridOf(columns), transform: `translateY(${String(place.start)}px)`, blockSize: rowPx }}
      onClick={() => onOpen(row)}
      onKeyDown={onKeyDown}
    >
      {columns.map(({ name, cell, wideOnly }) => (
        <div role="cell" key={name} className={classes["cell"]} data-wide-only={wideOnly}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Two templates: CSS takes the one there is room for. */
function gridOf<Row>(columns: readonly Column<Row>[]): React.CSSProperties {
  const narrow = columns.filter(({ wideOnly }) => wideOnly !== true);
  const template = (some: readonly Column<Row>[]): string => some.map(({ width }) => width).join(" ");
  return { "--wide": template(columns), "--narrow": template(narrow) } as React.CSSProperties;
}

function End({ isFetching, count }: { isFetching: boolean; count: number | null }) {
  const t = useTexts("parts");
  if (isFetching) return <Skeleton height={rowPx} radius={0} />;
  if (count === null) return null;
  return (
    <Text size="xs" c="dimmed" ta="center" p="sm">
      {t("table.end", { count })}
    </Text>
  );
}
