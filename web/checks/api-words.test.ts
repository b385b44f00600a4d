// The error dictionary and the API's other sentences are there in every language, and none that nobody says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorDictionary } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { languages } from "../src/i18n/languages.ts";
import { pluralEnding } from "../src/i18n/sentences.ts";
import {
  isProse,
  leftInEnglish,
  lostNames,
  refuses,
  sentencesIn,
  untranslated,
  withoutNames,
} from "./api-words.ts";
import { src } from "./sources.ts";
import { idle, saidToPeople } from "./speakers.ts";
import { differences, type Texts } from "./texts.ts";

const others = Object.keys(languages).filter((language) => language !== "en");

function read(language: string, area: string): Texts {
  return JSON.parse(readFileSync(join(src, "locales", language, `${area}.json`), "utf8"));
}

function stemsOf(texts: Texts): string[] {
  return [...new Set(Object.keys(texts).map((name) => name.replace(pluralEnding, "")))];
}

const dictionary: Texts = Object.fromEntries(
  Object.entries(errorDictionary).flatMap(([code, { title, cause, remedy }]) =>
    Object.entries({ title, cause, remedy }).map(([name, text]) => [`${code}.${name}`, text]),
  ),
);

/** In English, as they are looked up by. */
const sentences = stemsOf(read("fr", "sentences"));

/** What English says otherwise than the API: by how many there are, and times on the reader's clock. */
const ownEnglish = read("en", "sentences");

const ownStems = stemsOf(ownEnglish);

/** As the tables name them. */
const english: Texts = {
  ...Object.fromEntries(sentences.filter((each) => !ownStems.includes(each)).map((each) => [each, each])),
  ...ownEnglish,
};

describe.each(others)("in %s", (language) => {
  test("the error dictionary has every text of every code", () => {
    const found = read(language, "errors");
    expect(differences({ en: { errors: dictionary }, [language]: { errors: found } })).toEqual([]);
    expect([...leftInEnglish(dictionary, found), ...lostNames(dictionary, found)]).toEqual([]);
  });

  test("every sentence is translated, with its values and its plural forms", () => {
    const found = read(language, "sentences");
    expect(differences({ en: { sentences: english }, [language]: { sentences: found } })).toEqual([]);
    expect([...leftInEnglish(english, found), ...lostNames(english, found)]).toEqual([]);
  });
});

/** In no program: the words of the library that checks schemas, which the parser passes on; a state without its `_`. */
const passedOn =
  /^must (not have (more|fewer) than \{} (characters|items)|be [<>]= \{}|match pattern "\{}")$|^logged out$/;

test("what the server says to people has a translation, and nothing has that it does not say", () => {
  const said = saidToPeople();
  expect(said.length).toBeGreaterThan(600);
  // What cannot be done is looked up as "to be …".
  const known = sentences.map((each) => each.replace(/^to be /, ""));
  expect(untranslated(said, known)).toEqual([]);
  const elsewhere = untranslated(known.filter(isProse), said);
  expect(idle(elsewhere.filter((each) => !passedOn.test(withoutNames(each))))).toEqual([]);
});

test("what is wrong is found", () => {
  const texts = { "gone.title": "It is gone", "gone.remedy": "Set WAYPOST_HOME, see `detail`." };
  expect(
    differences({ en: { a: texts }, fr: { a: { "gone.title": "Parti", "new.title": "Neuf" } } }),
  ).toEqual(["fr/a: gone.remedy is missing", "fr/a: new.title is in no English text"]);
  expect(leftInEnglish(texts, { ...texts, "gone.remedy": "Voyez." })).toEqual(["gone.title is English"]);
  expect(lostNames(texts, { "gone.title": "Parti", "gone.remedy": "Voyez `detail`." })).toEqual([
    "gone.remedy does not name WAYPOST_HOME",
  ]);
  const counted = { "{n} rows_one": "{n} row", "{n} rows_other": "{n} rows" };
  expect(lostNames(counted, { "{n} rows_one": "une ligne", "{n} rows_other": "{m} lignes" })).toEqual([
    "{n} rows_other does not name {n}",
    "{n} rows_other has {m} of its own",
  ]);
});

test("what a program says is found, and whether it has a translation", () => {
  const source = 'import a from "./a.ts"; const say = `${a ? "it is" : "no"} late: ` + "wait {n} s";';
  expect(sentencesIn("a.ts", source)).toEqual(["it is", "{} late: wait {n} s"]);
  expect(withoutNames("wait {n} s")).toBe("wait {} s");
  const refusing = `
    const route = { summary: "Take a row", "content-type": "text/csv; charset=utf-8" };
    if (row < 0) throw new Error("a row has a place");
    throw new AppError("conflict", \`Row \${row} \${isGone ? "is gone" : "is taken"}.\`, {
      errors: [{ path: "/row", message: "is not free" }],
    });`;
  expect([refuses(source), refuses(refusing)]).toEqual([false, true]);
  const said = sentencesIn("b.ts", refusing);
  expect(said).toEqual(["Row {} {}.", "is gone", "is not free", "is taken"]);
  expect(untranslated(said, ["Row {row} {what}.", "is gone", "is taken"])).toEqual(["is not free"]);
});
