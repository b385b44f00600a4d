// Tells what a file is by its first bytes, whatever it is called, and reads it as rows.

import { setImmediate as breathe } from "node:timers/promises";
import { guessEncoding, type ByteFacts } from "./byte-facts.ts";
import { type CsvLayout, csvRows, layoutOf } from "./csv-rows.ts";
import { type ImportFile, limits, type Row, UnreadableFileError } from "./import-file.ts";
import { xlsxRows } from "./xlsx-rows.ts";

export type FileLayout = ({ format: "csv" } & CsvLayout) | { format: "xlsx" };

/** What was said of the file, and is not to be guessed; null for what was not. */
export type Reading = { encoding: string | null; separator: string | null };

export const headBytes = 64 * 1024;

/** `head`: its first bytes, at most `headBytes`; `facts`: what was seen of as much as there is. */
export function readLayout(head: Buffer, facts: ByteFacts, said: Reading): FileLayout {
  if (head.length === 0) throw new UnreadableFileError("empty_file", "The file is empty.");
  if (isZip(head)) return { format: "xlsx" };
  refuseForeign(head);
  const encoding = said.encoding ?? guessEncoding(head, facts);
  return { format: "csv", ...layoutOf(head, encoding, said.separator) };
}

/** `PK` and the mark of a first entry: an .xlsx is a zip container. */
export function isZip(head: Buffer): boolean {
  return head.toString("hex", 0, 4) === "504b0304";
}

/** What people send instead of a sheet. The old .xls is a compound file (MS-CFB §2.2). */
const foreign: readonly [mark: string, what: string][] = [
  ["d0cf11e0a1b11ae1", "an Excel file of before 2007: save it as .xlsx or CSV"],
  ["255044462d", "a PDF"],
  ["1f8b08", "compressed: send it unpacked"],
  ["504b0506", "an empty zip file"],
  ["89504e47", "a picture"],
  ["ffd8ff", "a picture"],
];

function refuseForeign(head: Buffer): void {
  const start = head.toString("hex", 0, 8);
  const found = foreign.find(([mark]) => start.startsWith(mark));
  if (found !== undefined) throw new UnreadableFileError("unknown_format", `The file is ${found[1]}.`);
}

/** Rows in which something stands; in parts, because each promise costs more than a row. */
export async function* readRows(file: ImportFile, layout: FileLayout): AsyncGenerator<readonly Row[]> {
  let count = 0;
  for await (const rows of layout.format === "csv" ? csvRows(file, layout) : xlsxRows(file)) {
    const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
    count += filled.length;
    if (count > limits.rows + 1) {
      throw new UnreadableFileError("too_many_rows", `The file has more than ${limits.rows} rows: split it.`);
    }
    if (filled.length > 0) yield filled;
    // Whatever else the process has to do comes in between.
    await breathe();
  }
}
