// The error dictionary and the API's other sentences are there in every language, and none that nobody says.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorDictionary } from "@waypost/contract";
import { describe, expect, test } from "vitest";
import { languages } from "../src/i18n/languages.ts";
import { isProse, leftInEnglish, lostNames, sentencesIn, withoutNames } from "./api-words.ts";
import { src } from "./sources.ts";
import { differences, type Texts } from "./texts.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const others = Object.keys(languages).filter((language) => language !== "en");

function read(language: string, area: string): Texts {
  return JSON.parse(readFileSync(join(src, "locales", language, `${area}.json`), "utf8"));
}

const dictionary: Texts = Object.fromEntries(
  Object.entries(errorDictionary).flatMap(([code, { title, cause, remedy }]) =>
    Object.entries({ title, cause, remedy }).map(([name, text]) => [`${code}.${name}`, text]),
  ),
);

/** In English, as they are looked up by. */
const sentences = Object.keys(read("fr", "sentences"));

/** All they say is for people. */
const speakers = [
  "contract/src/parser.ts",
  "server/src/accounts/{breaker,present-account}.ts",
  "server/src/accounts/onboarding/{number-steps,step,test-message,webhook-steps}.ts",
  "server/src/audience/consent/sending-rules.ts",
  "server/src/audience/import/rows/{cell-values,judge-row}.ts",
  "server/src/audience/segments/rule-problems.ts",
  "server/src/campaigns/{stops,open-zones}.ts",
  "server/src/campaigns/preflight/{blockers,timing,warnings}.ts",
  "server/src/compliance/audit/verify.ts",
  "server/src/senders/protection/{health,judge,present-standing}.ts",
  "server/src/sessions/advice.ts",
  "server/src/templates/{check-content,lint,template-errors}.ts",
  "server/src/templates/rules/*.ts",
];

/** Others say one thing or another. */
const alsoSaid = ["server/src/**/*.ts"];

/** They are put between names or into a sentence, or are for who builds Waypost. */
const unspoken = [" and ", "HEADER {}", "there is a stop", "must NOT", "must not"];

/** What the parser passes on, in the words of the library that checks schemas. */
const ofSchemas =
  /^must (not have (more|fewer) than \{} (characters|items)|be [<>]= \{}|match pattern "\{}")$/;

function saidIn(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root })
    .filter((path) => !path.endsWith(".test.ts"))
    .flatMap((path) => sentencesIn(path, readFileSync(join(root, path), "utf8")));
}

describe.each(others)("in %s", (language) => {
  test("the error dictionary has every text of every code", () => {
    const found = read(language, "errors");
    expect(differences({ en: { errors: dictionary }, [language]: { errors: found } })).toEqual([]);
    expect([...leftInEnglish(dictionary, found), ...lostNames(dictionary, found)]).toEqual([]);
  });

  test("every sentence is translated, with its values", () => {
    const found = read(language, "sentences");
    const english = Object.fromEntries(sentences.map((each) => [each, each]));
    expect(Object.keys(found)).toEqual(sentences);
    expect([...leftInEnglish(english, found), ...lostNames(english, found)]).toEqual([]);
  });
});

test("what the server says to people has a translation, and nothing has that it does not say", () => {
  const translated = sentences.map(withoutNames);
  const [said, all] = [saidIn(speakers), saidIn([...speakers, ...alsoSaid])];
  expect(said.length).toBeGreaterThan(200);
  expect(said.filter((each) => !translated.includes(each) && !unspoken.includes(each))).toEqual([]);
  const idle = translated.filter((each) => isProse(each) && !all.includes(each) && !ofSchemas.test(each));
  expect(idle).toEqual([]);
});

test("what is wrong is found", () => {
  const english = { "gone.title": "It is gone", "gone.remedy": "Set WAYPOST_HOME, see `detail`." };
  expect(
    differences({ en: { a: english }, fr: { a: { "gone.title": "Parti", "new.title": "Neuf" } } }),
  ).toEqual(["fr/a: gone.remedy is missing", "fr/a: new.title is in no English text"]);
  expect(leftInEnglish(english, { ...english, "gone.remedy": "Voyez." })).toEqual(["gone.title is English"]);
  expect(lostNames(english, { "gone.title": "Parti", "gone.remedy": "Voyez `detail`." })).toEqual([
    "gone.remedy does not name WAYPOST_HOME",
  ]);
  const source = 'import a from "./a.ts"; const say = `${a ? "it is" : "no"} late: ` + "wait {n} s";';
  expect(sentencesIn("a.ts", source)).toEqual(["it is", "{} late: wait {n} s"]);
  expect(withoutNames("wait {n} s")).toBe("wait {} s");
});
