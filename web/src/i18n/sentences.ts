// What the API says in English sentences, said in another language: a sentence is found by its own words, and the
// values in it go over. As gettext does it: so records that are older than a translation are understood as well. Pure.
import type { Language } from "./languages.ts";
import { isNumber, ourWords, shapes, theirWords, writeFigure } from "./values.ts";

/**
 * English, with `{name}` for each value, to the same in another language. What is counted by its first number stands
 * there once for each plural form of the language, as i18next has it: `{n} files_one`, `{n} files_other`.
 */
export type Sentences = Readonly<Record<string, string>>;

/** Null for what nobody has translated. */
export type Sayer = (english: string) => string | null;

export function createSayer(sentences: Sentences, language: Language): Sayer {
  const rules = new Intl.PluralRules(language);
  const patterns = readPatterns(sentences).toSorted((a, b) => b.letters - a.letters);
  const say: Sayer = (english) => {
    if (Object.hasOwn(sentences, english)) return sentences[english] ?? null;
    if (english.length > longest) return null;
    for (const pattern of patterns) {
      const values = pattern.expression.exec(english)?.groups;
      const said = values === undefined ? null : fill(pattern, values, { say, rules, language });
      if (said !== null) return said;
    }
    return null;
  };
  return say;
}

/** What is longer came from a provider, or from somebody who wants to see how long a pattern takes. */
const longest = 600;

type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/** `counted`: the value that chooses among the forms. */
type Pattern = { expression: RegExp; forms: Forms; counted: string | null; letters: number };

const place = /\{([a-z]+)\}/;
const places = new RegExp(place, "g");
/** What a plural form's name ends in. */
export const pluralEnding = /_(zero|one|two|few|many|other)$/;

function readPatterns(sentences: Sentences): Pattern[] {
  const byEnglish = new Map<string, Forms>();
  for (const [name, translation] of Object.entries(sentences)) {
    if (!place.test(name)) continue;
    const form = (pluralEnding.exec(name)?.[1] ?? "other") as Intl.LDMLPluralRule;
    const english = name.replace(pluralEnding, "");
    byEnglish.set(english, { ...byEnglish.get(english), [form]: translation });
  }
  return [...byEnglish].map(([english, forms]) => readPattern(english, forms));
}

function readPattern(english: string, forms: Forms): Pattern {
  const pieces = english.split(places);
  const source = pieces.map((piece, at) =>
    at % 2 === 0 ? escaped(piece) : `(?<${piece}>${shapes[piece] ?? ".+?"})`,
  );
  return {
    expression: new RegExp(`^${source.join("")}$`, "s"),
    forms,
    counted: pieces.find((piece, at) => at % 2 === 1 && isNumber(piece)) ?? null,
    letters: pieces.filter((_, at) => at % 2 === 0).join("").length,
  };
}

/** `RegExp.escape` is younger than the browsers we serve. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

type Saying = { say: Sayer; rules: Intl.PluralRules; language: Language };

/** One without words of its own, such as `{lead}: {why}`, holds only where a part of it is known. */
function fill(
  { forms, counted, letters }: Pattern,
  values: Readonly<Record<string, string>>,
  { say, rules, language }: Saying,
): string | null {
  const said = new Map<string, string>();
  let known = letters > fewLetters;
  for (const [name, value] of Object.entries(values)) {
    const own =
      writeFigure(name, value, language) ?? (theirWords.has(name) ? null : say(lookedUp(name, value)));
    if (own === null && value !== "" && ourWords.has(name) && language !== "en") return null;
    known ||= own !== null;
    said.set(name, own ?? value);
  }
  if (!known) return null;
  const form = counted === null ? "other" : rules.select(Number(values[counted]));
  const translation = forms[form] ?? forms.other ?? null;
  return translation?.replaceAll(places, (whole, name: string) => said.get(name) ?? whole) ?? null;
}

/** A colon and a space. */
const fewLetters = 2;

/** The same word may be a state: "paused" is not "to be paused". */
function lookedUp(name: string, value: string): string {
  return name === "deed" ? `to be ${value}` : value;
}
