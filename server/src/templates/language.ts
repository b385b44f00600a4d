// Which of a template's languages a person gets: the one that is asked for, or who stands in for it.

import { sendabilityOf } from "./template.ts";

/** One name in all its languages. */
export type LanguageGroup = {
  languages: readonly { language: string; status: string }[];
  /** Who stands in, in order, before the tenant's own language. */
  fallback: readonly string[];
  /** The tenant's locale, such as `pt-BR`. */
  tenantLocale: string;
};

export type ChosenLanguage = { language: string; wasAsked: boolean };

/**
 * The first that may be sent: the one asked for, its base (pt for pt_BR), its relatives (pt_PT, or pt_BR for pt), the
 * group's order, the tenant's language. When none may be sent, the first that may be later. `asked` is null for nobody
 * in particular. Null when there is nothing to be said in any language.
 */
export function chooseLanguage(group: LanguageGroup, asked: string | null): ChosenLanguage | null {
  const wanted = asked === null ? null : codeOf(asked);
  const statuses = new Map(group.languages.map(({ language, status }) => [language, sendabilityOf(status)]));
  const order = languageOrder(group, wanted);
  const language =
    order.find((each) => statuses.get(each) === "go") ?? order.find((each) => statuses.get(each) === "wait");
  return language === undefined ? null : { language, wasAsked: language === wanted };
}

function languageOrder(
  { languages, fallback, tenantLocale }: LanguageGroup,
  wanted: string | null,
): string[] {
  const relatives = (code: string): string[] => {
    const base = baseOf(code);
    const others = languages.map(({ language }) => language).filter((other) => baseOf(other) === base);
    return [code, base, ...others.toSorted()];
  };
  const own = wanted === null ? [] : relatives(wanted);
  return [...new Set([...own, ...fallback, ...relatives(codeOf(tenantLocale))])];
}

function baseOf(code: string): string {
  return code.split("_")[0] ?? code;
}

/** Meta writes zh_CN and zh_TW where others name the script. */
const scripts: Readonly<Record<string, string>> = { Hans: "CN", Hant: "TW" };

/** A template's language for a BCP 47 tag: `pt-BR` and `pt_br` are `pt_BR`, `zh-Hant` is `zh_TW`. */
export function codeOf(tag: string): string {
  const [base = "", ...rest] = tag.trim().split(/[-_]/);
  const region = rest.find((part) => /^[A-Za-z]{2}$/.test(part));
  const script = rest.find((part) => /^[A-Za-z]{4}$/.test(part));
  const named = script === undefined ? undefined : scripts[capitalized(script)];
  const place = region?.toUpperCase() ?? named;
  return place === undefined ? base.toLowerCase() : `${base.toLowerCase()}_${place}`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
