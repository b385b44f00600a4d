// What can be wrong with the texts: missing in a language, used by nobody, without its plural, or written into a
// program where no translator finds it. Pure.
import { pluralEnding } from "../src/i18n/sentences.ts";
import type { Source } from "./sources.ts";

export type Texts = Readonly<Record<string, string>>;
/** By language, then area. */
export type Locales = Readonly<Record<string, Readonly<Record<string, Texts>>>>;

/** What English has and another language has not, or the other way round; and placeholders that differ. */
export function differences(locales: Locales): string[] {
  const { en = {}, ...others } = locales;
  return Object.entries(others).flatMap(([language, areas]) =>
    [...new Set([...Object.keys(en), ...Object.keys(areas)])].flatMap((area) =>
      compare(`${language}/${area}`, language, { wanted: en[area] ?? {}, found: areas[area] ?? {} }),
    ),
  );
}

function compare(
  where: string,
  language: string,
  { wanted, found }: Record<"wanted" | "found", Texts>,
): string[] {
  const names = formsOf(wanted, language);
  return [
    ...names
      .filter((name) => (found[name] ?? "").trim() === "")
      .map((name) => `${where}: ${name} is missing`),
    ...Object.keys(found)
      .filter((name) => !names.includes(name))
      .map((name) => `${where}: ${name} is in no English text`),
    ...names.flatMap((name) => {
      const [said, meant] = [
        found[name] ?? "",
        wanted[name] ?? wanted[name.replace(pluralEnding, "_other")] ?? "",
      ];
      // A plural form may say its number in words.
      const isForm = pluralEnding.test(name);
      const lost = valuesIn(meant).filter((value) => !valuesIn(said).includes(value) && !isForm);
      const made = valuesIn(said).filter((value) => !valuesIn(meant).includes(value));
      return [...lost, ...made].map((value) => `${where}: ${name} has another {{${value}}}`);
    }),
  ];
}

/** The names a language needs: it has its own plural forms (Unicode CLDR, by `Intl.PluralRules`). */
export function formsOf(english: Texts, language: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const stems = Object.keys(english).map((name) =>
    pluralEnding.test(name) ? name.replace(pluralEnding, "") : null,
  );
  const plurals = [...new Set(stems.filter((stem) => stem !== null))];
  return [
    ...Object.keys(english).filter((name) => !pluralEnding.test(name)),
    ...plurals.flatMap((stem) => forms.map((form) => `${stem}_${form}`)),
  ];
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").toSorted();
}

/** A name counts as used where it stands in quotes, or where a template begins like it: `status.${status}`. */
export function unused(texts: Texts, sources: readonly Source[]): string[] {
  const all = sources.map(({ text }) => text).join("\n");
  const beginnings = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? "");
  return [...new Set(Object.keys(texts).map((name) => name.replace(pluralEnding, "")))].filter(
    (name) => !all.includes(`"${name}"`) && !beginnings.some((beginning) => name.startsWith(beginning)),
  );
}

/** Words between tags, or in an attribute that people see or hear. The product's own name is no word. */
export function literalTexts({ path, text }: Source): string[] {
  if (!path.endsWith(".tsx")) return [];
  const code = text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "");
  const between = [...code.matchAll(/(?<![=-])>([^<>{}=;()|&]*\p{L}{2}[^<>{}=;()|&]*)<\//gu)].map(
    (match) => match[1],
  );
  const spoken = /\b(?:title|label|placeholder|description|alt|aria-label)="([^"]*\p{L}[^"]*)"/gu;
  const quoted = [...code.matchAll(spoken)].map((match) => match[1]);
  return [...between, ...quoted].map((words) => `${path}: ${(words ?? "").trim()}`);
}
