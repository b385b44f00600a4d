// Guesses what each column of a file is, from its header and from what stands in it, and says how sure it is.
// Pure.

import { readPhoneCell } from "../../../kernel/phone-cell.ts";
import { targetOfHeader } from "./header-words.ts";
import { isAttributeName, plainName, type Target } from "./target.ts";

export type Guess = {
  target: Target;
  /** From 0 to 1: a person is asked to look at what is below 0.8. */
  confidence: number;
};

/** The first rows below the header. */
export type Sample = readonly (readonly string[])[];

export function guessColumns(header: readonly string[], sample: Sample, country: string | null): Guess[] {
  const shares = header.map((_, column) => phoneShare(sample, column, country));
  const phone = guessPhone(header, shares);
  const taken = new Set<string>();
  return header.map((text, column) => {
    if (column === phone?.column) return { target: { kind: "phone" }, confidence: phone.confidence };
    return guessOther(text, taken);
  });
}

/**
 * Several columns may be called so ("Phone", "Mobile"): the one with the most numbers in it, then the first.
 */
function guessPhone(
  header: readonly string[],
  shares: readonly number[],
): { column: number; confidence: number } | null {
  const named = header.map((text) => targetOfHeader(text) === "phone");
  const rank = (column: number): number => (named[column] === true ? 1 : 0) + (shares[column] ?? 0) * 0.9;
  const [best, next] = header.map((_, column) => column).toSorted((a, b) => rank(b) - rank(a) || a - b);
  if (best === undefined) return null;
  const share = shares[best] ?? 0;
  // Without a telling name it has to be numbers nearly all the way down, and begin as numbers do.
  if (named[best] !== true) return share >= 0.8 ? { column: best, confidence: 0.6 } : null;
  const isRivalled = next !== undefined && named[next] === true && (shares[next] ?? 0) > 0;
  return { column: best, confidence: isRivalled ? 0.7 : 0.5 + share / 2 };
}

function phoneShare(sample: Sample, column: number, country: string | null): number {
  const cells = sample.map((row) => row[column]?.trim() ?? "").filter((cell) => cell !== "");
  if (cells.length === 0) return 0;
  return cells.filter((cell) => readPhoneCell(cell, country).ok).length / cells.length;
}

function guessOther(header: string, taken: Set<string>): Guess {
  const known = targetOfHeader(header);
  const isFree = known === "name" || known === "tags" || (known !== null && !taken.has(known));
  if (known !== null && known !== "phone" && isFree) {
    taken.add(known);
    return { target: { kind: known }, confidence: 1 };
  }
  const name = freeName(plainName(header), taken);
  if (name === "" || !isAttributeName(name)) return { target: { kind: "ignore" }, confidence: 0.5 };
  return { target: { kind: "attribute", name }, confidence: 0.5 };
}

/** Columns of the same name are told apart by a number, as spreadsheets do. */
function freeName(name: string, taken: Set<string>): string {
  if (name === "") return "";
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? "" : `_${count}`;
    const free = name.slice(0, 64 - suffix.length) + suffix;
    if (taken.has(`attribute ${free}`)) continue;
    taken.add(`attribute ${free}`);
    return free;
  }
}

/** Whether the first row names columns, and is nobody's: no cell of it is a number to write to. */
export function looksLikeHeader(first: readonly string[], country: string | null): boolean {
  return !first.some(
    (cell) => /\p{Nd}{5,}/u.test(cell.replaceAll(/[\s().-]/g, "")) && isNumber(cell, country),
  );
}

function isNumber(cell: string, country: string | null): boolean {
  return readPhoneCell(cell, country).ok || /^['+]?\d{7,15}$/.test(cell.trim());
}
