// Every text is there in every language, is used, and stands in no program.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../src/i18n/languages.ts";
import { readSources, src } from "./sources.ts";
import { differences, literalTexts, type Locales, unused } from "./texts.ts";

/** Their English is the API's own: api-words.test.ts. */
const ofTheApi = ["errors", "sentences"];
const sources = readSources();
const locales: Record<string, Record<string, Record<string, string>>> = {};
for (const path of globSync("*/*.json", { cwd: join(src, "locales") })) {
  const [language = "", area = ""] = path.replace(".json", "").split("/");
  if (ofTheApi.includes(area)) continue;
  (locales[language] ??= {})[area] = JSON.parse(readFileSync(join(src, "locales", path), "utf8"));
}

test("every language has every text, in all its plural forms, with the same values in it", () => {
  expect(Object.keys(locales).toSorted()).toEqual(Object.keys(languages).toSorted());
  expect(differences(locales)).toEqual([]);
});

test("no text is used by nobody", () => {
  const found = Object.entries(locales["en"] ?? {}).flatMap(([area, texts]) =>
    unused(texts, sources).map((name) => `${area}: ${name}`),
  );
  expect(found).toEqual([]);
});

test("no text stands in a program", () => {
  expect(sources.flatMap(literalTexts)).toEqual([]);
});

test("what is wrong is found", () => {
  const bad: Locales = {
    en: {
      a: { hello: "Hello {{name}}", rows_one: "{{count}} row", rows_other: "{{count}} rows", gone: "x" },
    },
    ar: { a: { hello: "مرحبا {{nom}}", rows_other: "{{count}}", own: "y" } },
  };
  expect(differences(bad)).toEqual([
    "ar/a: gone is missing",
    "ar/a: rows_zero is missing",
    "ar/a: rows_one is missing",
    "ar/a: rows_two is missing",
    "ar/a: rows_few is missing",
    "ar/a: rows_many is missing",
    "ar/a: own is in no English text",
    "ar/a: hello has another {{name}}",
    "ar/a: hello has another {{nom}}",
  ]);
  const used = [{ path: "a.tsx", text: 't("hello"); t(`status.${status}`)' }];
  expect(unused({ hello: "", gone: "", "status.sent": "" }, used)).toEqual(["gone"]);
  const written = (text: string): string[] => literalTexts({ path: "a.tsx", text });
  expect(written("<Text>Saved it</Text>")).toEqual(["a.tsx: Saved it"]);
  expect(written('<input aria-label="Name" />')).toEqual(["a.tsx: Name"]);
  expect(written('<Text size="sm">{t("saved")}</Text>')).toEqual([]);
});
