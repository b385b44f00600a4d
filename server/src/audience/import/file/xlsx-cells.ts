// Turns a sheet's XML into rows of texts, as a person sees them: shared texts looked up, dates written out,
// long numbers in full.

import type { Readable } from "node:stream";
import { limits, type Row, UnreadableFileError } from "./import-file.ts";
import { dateText } from "./xlsx-dates.ts";
import { type Attributes, xmlPieces } from "./xml-events.ts";

export type CellWords = {
  texts: readonly string[];
  dateStyles: readonly boolean[];
  since1904: boolean;
};

type State = {
  rows: Row[];
  number: number;
  cells: string[];
  chars: number;
  place: number;
  type: string;
  style: number;
  value: string;
  /** Inside `v`, or a text of its own. */
  isValue: boolean;
  phonetic: number;
};

export async function* readCells(stream: Readable, words: CellWords): AsyncGenerator<readonly Row[]> {
  const state: State = {
    rows: [],
    number: 0,
    cells: [],
    chars: 0,
    place: -1,
    type: "",
    style: 0,
    value: "",
    isValue: false,
    phonetic: 0,
  };
  const pieces = xmlPieces(stream, {
    open: (name, attributes) => open(state, name, attributes),
    text: (text) => {
      if (!state.isValue || state.phonetic > 0) return;
      state.value += text;
      state.chars += text.length;
      if (state.chars > limits.rowChars) throw rowTooLarge(state);
    },
    close: (name) => close(state, name, words),
  });
  while ((await pieces.next()).done !== true) {
    if (state.rows.length === 0) continue;
    const { rows } = state;
    state.rows = [];
    yield rows;
  }
}

function open(state: State, name: string, attributes: Attributes): void {
  if (name === "row") openRow(state, attributes);
  else if (name === "c") openCell(state, attributes);
  else if (name === "v" || name === "t") state.isValue = true;
  else if (name === "rPh") state.phonetic += 1;
}

/** Rows and cells may leave out where they are, and then follow the one before. */
function openRow(state: State, { r }: Attributes): void {
  const said = Number(r);
  state.number = Number.isSafeInteger(said) && said > state.number ? said : state.number + 1;
  state.cells = [];
  state.chars = 0;
  state.place = -1;
}

function openCell(state: State, { r, t, s }: Attributes): void {
  const said = r === undefined ? -1 : columnOf(r);
  state.place = said > state.place ? said : state.place + 1;
  state.type = t ?? "n";
  state.style = Number(s ?? 0);
  state.value = "";
}

/** `BC12` is in the fifty-fifth column, which is place 54. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/i.exec(reference)?.[0].toUpperCase() ?? "";
  let column = 0;
  for (const letter of letters) column = column * 26 + (letter.codePointAt(0) ?? 0) - 64;
  return column - 1;
}

function close(state: State, name: string, words: CellWords): void {
  if (name === "v" || name === "t") state.isValue = false;
  else if (name === "rPh") state.phonetic -= 1;
  else if (name === "c") closeCell(state, words);
  else if (name === "row" && state.cells.length > 0) {
    state.rows.push({ number: state.number, cells: state.cells });
  }
}

/** A column beyond all bounds is still seen as one too many. */
function closeCell(state: State, words: CellWords): void {
  const text = textOf(state, words).replaceAll("\0", "");
  if (text === "") return;
  const place = Math.min(state.place, limits.columns);
  while (state.cells.length < place) state.cells.push("");
  state.chars += state.type === "s" ? text.length : 0;
  if (state.chars > limits.rowChars) throw rowTooLarge(state);
  state.cells[place] = text;
}

/** Of a formula the value that was last calculated; nothing is calculated here. */
function textOf({ type, style, value }: State, { texts, dateStyles, since1904 }: CellWords): string {
  if (type === "s") return value === "" ? "" : (texts[Number(value)] ?? "");
  if (type === "b") return value.trim() === "1" ? "true" : "false";
  if (type !== "n") return value;
  const isDate = dateStyles[style] === true && value !== "";
  return (isDate ? dateText(Number(value), since1904) : null) ?? inFull(value);
}

/**
 * Programs write 14155550120 as 1.415555012E10, which is all of it. Where more than a few of the last digits
 * are zeros it stays as it is: that is what a spreadsheet left of a number, and is refused where one is
 * needed.
 */
function inFull(value: string): string {
  const [, whole = "", fraction = "", power = ""] = /^(\d)(?:\.(\d+))?E\+?(\d{1,2})$/i.exec(value) ?? [];
  const zeros = Number(power) - fraction.length;
  return power !== "" && zeros >= 0 && zeros <= zerosMax ? whole + fraction + "0".repeat(zeros) : value;
}

const zerosMax = 4;

function rowTooLarge({ number }: State): UnreadableFileError {
  return new UnreadableFileError("row_too_large", `Row ${number} has more than a million characters.`);
}
