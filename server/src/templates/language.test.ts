// Which language stands in for one that may not be sent.

import { expect, test } from "vitest";
import { chooseLanguage, codeOf } from "./language.ts";

const group = (statuses: Record<string, string>, fallback: string[] = [], tenantLocale = "en-IN") => ({
  languages: Object.entries(statuses).map(([language, status]) => ({ language, status })),
  fallback,
  tenantLocale,
});
const [go, waits, stops] = ["APPROVED", "PAUSED", "REJECTED"];

test.each<[why: string, ReturnType<typeof group>, asked: string | null, chosen: string | null]>([
  ["the one asked for", group({ pt_BR: go, pt: go, en: go }), "pt_BR", "pt_BR"],
  ["as browsers write it", group({ pt_BR: go, en: go }), "pt-br", "pt_BR"],
  ["its base", group({ pt_BR: stops, pt: go, en: go }), "pt_BR", "pt"],
  ["its relative", group({ pt_BR: go, en: go }), "pt", "pt_BR"],
  ["its relative from elsewhere", group({ pt_PT: go, en: go }), "pt_BR", "pt_PT"],
  ["the group's order", group({ fr: go, es: go, en: go }, ["de", "es", "fr"]), "pt_BR", "es"],
  ["the tenant's language", group({ fr: go, en: go }), "pt_BR", "en"],
  ["the tenant's language from elsewhere", group({ fr: go, en_US: go }), "pt_BR", "en_US"],
  ["the tenant's for nobody in particular", group({ fr: go, en: go }), null, "en"],
  ["one that goes before one that waits", group({ pt_BR: waits, en: go }), "pt_BR", "en"],
  ["one that waits when none goes", group({ pt_BR: waits, en: stops }), "pt_BR", "pt_BR"],
  ["none when none is ever sent", group({ pt_BR: stops, en: stops }), "pt_BR", null],
  ["none of a language nobody chose", group({ fr: go }), "pt_BR", null],
])("%s", (_, languages, asked, chosen) => {
  expect(chooseLanguage(languages, asked)?.language ?? null).toBe(chosen);
});

test("says whether it is what was asked for", () => {
  expect(chooseLanguage(group({ pt_BR: go }), "pt-BR")).toEqual({ language: "pt_BR", wasAsked: true });
  expect(chooseLanguage(group({ pt: go }), "pt-BR")).toEqual({ language: "pt", wasAsked: false });
});

test.each([
  ["pt-BR", "pt_BR"],
  ["EN", "en"],
  ["zh-Hant", "zh_TW"],
  ["zh-Hans-HK", "zh_HK"],
  ["sr-Latn-RS", "sr_RS"],
  ["fil", "fil"],
])("%s is %s", (tag, code) => {
  expect(codeOf(tag)).toBe(code);
});
