// What a file to import is to those who read it: its bytes from the beginning, as often as they like.

export type ImportFile = {
  sizeBytes: number;
  /** From the beginning, in pieces of any size. */
  read(): AsyncIterable<Buffer>;
};

/** One line of a sheet, as a spreadsheet numbers it: the first is 1, and a cell of several lines is one. */
export type Row = { number: number; cells: readonly string[] };

/** Why a file cannot be read at all: a word for programs, and a sentence for people. */
export class UnreadableFileError extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, detail: string) {
    super(detail);
    this.name = "UnreadableFileError";
    this.reason = reason;
  }
}

export type UnreadableReason =
  | "empty_file"
  | "unknown_format"
  | "unknown_encoding"
  | "not_utf8"
  | "quote_not_closed"
  | "row_too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "too_many_texts"
  | "broken_workbook"
  | "unpacks_too_large"
  | "no_phone_column"
  | "several_phone_columns"
  | "unknown_column"
  | "too_many_held"
  | "list_gone";

export const limits = {
  fileBytes: 256 * 1024 * 1024,
  rows: 2_000_000,
  columns: 500,
  /** Characters of one row: beyond, it is a quotation mark that nobody closed, or no row. */
  rowChars: 1024 * 1024,
} as const;
