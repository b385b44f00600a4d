// Which column of a file is what, by what somebody said and else by what was guessed.

import { nearest } from "../../../kernel/spelling.ts";
import { UnreadableFileError } from "../file/import-file.ts";
import { type Guess, guessColumns, looksLikeHeader, type Sample } from "./guess-columns.ts";
import { parseTarget, type Target } from "./target.ts";

/** By header, by place (`#3`), or `*` for all that is not named: each with its target as it is written. */
export type Mapping = Readonly<Record<string, string>>;

export type Wanted = {
  mapping: Mapping;
  /** Whether the first row names the columns; null to look. */
  header: boolean | null;
  /** Whose numbers are meant where no country code is written. */
  country: string | null;
};

export type Columns = {
  hasHeader: boolean;
  /** As they stand in the file, or `Column 1` … where it names none. */
  header: readonly string[];
  columns: readonly Guess[];
};

/**
 * `rows`: the first ones of the file. Throws an UnreadableFileError for a mapping that names what is not
 * there.
 */
export function readColumns(rows: Sample, wanted: Wanted): Columns {
  const [first] = rows;
  if (first === undefined) throw new UnreadableFileError("empty_file", "The file has no rows.");
  const hasHeader = wanted.header ?? looksLikeHeader(first, wanted.country);
  const width = Math.max(first.length, ...(hasHeader ? [] : rows.map((row) => row.length)));
  const header = hasHeader
    ? first.map((text) => text.trim())
    : Array.from({ length: width }, (_, place) => `Column ${place + 1}`);
  const guesses = guessColumns(header, hasHeader ? rows.slice(1) : rows, wanted.country);
  const columns = hasHeader ? guesses : guesses.map(withoutName);
  return { hasHeader, header, columns: choose(header, columns, wanted.mapping) };
}

/** Nobody wants an attribute that is called `column_4`. */
function withoutName(guess: Guess): Guess {
  return guess.target.kind === "phone" ? guess : { target: { kind: "ignore" }, confidence: 0.5 };
}

function choose(header: readonly string[], guesses: readonly Guess[], mapping: Mapping): Guess[] {
  const chosen = new Map<number, Target>();
  let rest: Target | null = null;
  for (const [column, text] of Object.entries(mapping)) {
    const target = parseTarget(text);
    if (target === null)
      throw new UnreadableFileError("unknown_column", `"${text}" is nothing a column can be.`);
    if (column === "*") rest = target;
    else for (const place of placesOf(header, column)) chosen.set(place, target);
  }
  const isPhoneChosen = [...chosen.values()].some(({ kind }) => kind === "phone");
  return guesses.map((guess, place) => {
    const target = chosen.get(place);
    if (target !== undefined) return { target, confidence: 1 };
    if (rest !== null) return { target: rest, confidence: 1 };
    // What was taken for the numbers is not, once somebody has said where they are.
    if (isPhoneChosen && guess.target.kind === "phone")
      return { target: { kind: "ignore" }, confidence: 0.5 };
    return guess;
  });
}

function placesOf(header: readonly string[], column: string): number[] {
  const place = /^#(\d{1,3})$/.exec(column)?.[1];
  if (place !== undefined && Number(place) >= 1 && Number(place) <= header.length) return [Number(place) - 1];
  const wanted = folded(column);
  const found = header.flatMap((text, index) => (folded(text) === wanted ? [index] : []));
  if (found.length > 0) return found;
  const meant = nearest(shortened(column), header.map(shortened));
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new UnreadableFileError("unknown_column", `The file has no column "${shortened(column)}".${hint}`);
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/** A file of people needs one column with their numbers, and no more than one. */
export function requirePhone({ columns, header }: Columns): void {
  const phones = columns.filter(({ target }) => target.kind === "phone").length;
  if (phones === 1) return;
  const names = header.slice(0, 20).map((name) => `"${shortened(name)}"`);
  const has = `The file has ${names.join(", ")}${header.length > 20 ? " and more" : ""}.`;
  throw phones === 0
    ? new UnreadableFileError(
        "no_phone_column",
        `No column is known to hold the phone numbers: name it. ${has}`,
      )
    : new UnreadableFileError("several_phone_columns", `Only one column can hold the phone numbers. ${has}`);
}

function shortened(text: string): string {
  return text.slice(0, 60);
}
