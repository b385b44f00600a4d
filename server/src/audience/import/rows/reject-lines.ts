// The file of refused rows: which row, why, in words, and the row as it was, so that it can be corrected and
// imported.

import { stringify } from "csv-stringify/sync";
import { safeCell } from "../../../kernel/csv-cell.ts";
import type { Rejection } from "./draft.ts";

/** So that Excel takes it for UTF-8. */
export const byteOrderMark = "\uFEFF";

export function headerLine(header: readonly string[]): string {
  return linesOf([["row", "reason", "explanation", ...header]]);
}

/** In the order of the file. */
export function rejectLines(rejections: readonly Rejection[]): string {
  const inOrder = rejections.toSorted((one, other) => one.row.number - other.row.number);
  return linesOf(
    inOrder.map(({ row, reason, words }) => [String(row.number), reason, words, ...row.cells.map(shortened)]),
  );
}

/** More does not fit into a spreadsheet's cell. */
const cellMax = 32_767;

function shortened(cell: string): string {
  return cell.length > cellMax ? `${cell.slice(0, cellMax - 1)}…` : cell;
}

/** The apostrophe that a cell may get in front is taken off again when a number is read. */
function linesOf(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map((cells) => cells.map(safeCell)),
    { record_delimiter: "windows" },
  );
}
