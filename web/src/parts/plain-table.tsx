// A table of a few rows that all fit on the page. What may have thousands is a RecordTable.
import type { ReactNode } from "react";
import classes from "./plain-table.module.css";

export type PlainColumn<Row> = { name: string; label: string; cell(row: Row): ReactNode };

export type PlainTableProps<Row> = {
  label: string;
  columns: readonly PlainColumn<Row>[];
  rows: readonly Row[];
  idOf(row: Row): string;
};

export function PlainTable<Row>({ label, columns, rows, idOf }: PlainTableProps<Row>) {
  return (
    <div className={classes["box"]} role="region" aria-label={label} tabIndex={0}>
      <table className={classes["table"]} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, label: head }) => (
              <th key={name} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ name, cell }) => (
                <td key={name}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
