// Judges the rows of a file one after the other: whom to send what, or why not.

import type { MessageObject } from "@waypost/contract";
import type { Columns } from "./columns.ts";
import type { Content } from "./content.ts";
import type { CsvRow } from "../kernel/csv-rows.ts";
import { readPhoneCell } from "../kernel/phone-cell.ts";
import type { Values } from "./text-template.ts";

export type Good = { row: CsvRow; to: string; message: MessageObject };
export type Rejection = { row: CsvRow; reason: string; words: string };
export type Judgement = { good: Good } | { rejection: Rejection } | "empty";

export type Rules = { columns: Columns; country: string | null; content: Content };

/** Remembers whom it has found good: a number's first good row wins, and later ones name it. */
export function createJudge(rules: Rules): (row: CsvRow) => Judgement {
  // Numbers of at most fifteen digits are exact, and as numbers a million of them take 50 MB.
  const firstRows = new Map<number, number>();
  return (row) => {
    if (row.cells.every((cell) => cell.trim() === "")) return "empty";
    const wrongLength = judgeLength(row, rules.columns.header.length);
    if (wrongLength) return reject(row, "wrong_number_of_cells", wrongLength);
    const phone = readPhoneCell(row.cells[rules.columns.phone] ?? "", rules.country);
    if (!phone.ok) return reject(row, phone.reason, phone.words);
    const digits = Number(phone.e164.slice(1));
    const first = firstRows.get(digits);
    if (first !== undefined) {
      return reject(row, "duplicate", `Row ${first} has the same number, ${phone.e164}.`);
    }
    const composed = rules.content(valuesOf(row, rules.columns));
    if (!composed.ok) return reject(row, composed.reason, composed.words);
    firstRows.set(digits, row.number);
    return { good: { row, to: phone.e164, message: composed.message } };
  };
}

/**
 * Such a row has lost a quotation mark or gained a separator, and its cells stand under the wrong names.
 * Empty cells at its end do no harm.
 */
function judgeLength({ cells }: CsvRow, expected: number): string | null {
  const beyond = cells.slice(expected).some((cell) => cell.trim() !== "");
  if (cells.length >= expected && !beyond) return null;
  return `The row has ${cells.length} cells, the header ${expected}: is a quotation mark missing?`;
}

/** A cell without text is a value the row does not have, so that defaults apply. */
function valuesOf({ cells }: CsvRow, { variables }: Columns): Values {
  const values: Record<string, string> = {};
  for (const [name, index] of variables) {
    const text = (cells[index] ?? "").trim();
    if (text !== "") values[name] = text;
  }
  return values;
}

function reject(row: CsvRow, reason: string, words: string): Judgement {
  return { rejection: { row, reason, words } };
}
