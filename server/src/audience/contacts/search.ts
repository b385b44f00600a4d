// What a search for people asks of the database: ranges of words and of numbers that begin alike. Pure.

import { callingCodes } from "../../kernel/calling-codes.ts";

/** From `low` on, and before `high`. */
export type Range = { low: string; high: string };

/** One word of a search: a person is found when a word of theirs or their number lies in one of these. */
export type Sought = { words: Range[]; numbers: Range[] };

/** More words than these do not narrow anything down. */
const wordsMax = 5;

/**
 * `folded`: the text as `fold_text` wrote it, which writes the words of people the same way. What looks like a number
 * is taken as one, however its digits are grouped.
 */
export function soughtIn(text: string, folded: string): Sought[] {
  if (isNumber.test(text)) {
    const digits = text.replaceAll(/\D/g, "");
    if (digits.length >= 3) return [soughtDigits(digits, text.trim().startsWith("+"))];
  }
  const words = [...new Set(folded.split(" "))].filter((word) => word !== "");
  return words
    .toSorted((a, b) => b.length - a.length)
    .slice(0, wordsMax)
    .map((word) => (/^\d{3,}$/.test(word) ? soughtDigits(word, false) : soughtWord(word)));
}

/** Who has exactly this tag. */
export function soughtTag(tag: string): Sought {
  // No tag has a control character in it, so nothing lies between the two.
  return { words: [{ low: `#${tag}`, high: `#${tag}\u0001` }], numbers: [] };
}

const isNumber = /^[\d\s+().\-/]+$/;

function soughtWord(word: string): Sought {
  return { words: [beginning(word), beginning(`#${word}`)], numbers: [] };
}

/**
 * How a number begins, with its country or without, or how it ends. Written at home it begins with a zero that it
 * does not have abroad.
 */
function soughtDigits(digits: string, isInternational: boolean): Sought {
  const national = digits.replace(/^0+/, "");
  const abroad = isInternational || national.length < nationalMin ? [] : callingCodes;
  const backwards = national.split("").toReversed().join("");
  return {
    words: [...soughtWord(digits).words, ...(national.length < 3 ? [] : [beginning(`<${backwards}`)])],
    numbers: [`+${digits}`, ...abroad.map((code) => `+${code}${national}`)].map(beginning),
  };
}

/** Fewer digits begin a number in every country. */
const nationalMin = 4;

/** The highest code point ends the range: nothing that begins alike lies behind it. */
function beginning(text: string): Range {
  return { low: text, high: `${text}\u{10ffff}` };
}
