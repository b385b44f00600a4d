// Loads texts and gives them to components: one language at a time, one area when its page is opened.
import i18next, { type BackendModule } from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Area, Translate } from "./catalogue.ts";
import { isLanguage, type Language, languageOf, languages } from "./languages.ts";

const files = import.meta.glob<Record<string, string>>("../locales/*/*.json", { import: "default" });

/** A file as it is. Pages have `loadTexts`; this is for what the API says (api-words.ts). */
export async function readTexts(language: string, area: string): Promise<Record<string, string>> {
  const load = files[`../locales/${language}/${area}.json`];
  if (load === undefined) throw new Error(`There are no texts for ${area} in ${language}.`);
  return load();
}

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, area, done) => {
    readTexts(language, area).then(
      (texts) => done(null, texts),
      (error: Error) => done(error, null),
    );
  },
};

const kept = "waypost-language";

export async function startTexts(): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: languageOf(localStorage.getItem(kept), navigator.languages),
      fallbackLng: false,
      ns: ["shell", "parts"] satisfies Area[],
      defaultNS: "shell",
      // Names have dots in them, and texts have colons.
      keySeparator: false,
      nsSeparator: false,
      // React writes text as text.
      interpolation: { escapeValue: false },
    });
  followLanguage(currentLanguage());
}

/** For a route's loader, beside the page's code. */
export async function loadTexts(...areas: Area[]): Promise<void> {
  await i18next.loadNamespaces(areas);
}

export function useTexts<In extends Area>(area: In): Translate<In> {
  const { t } = useTranslation(area);
  // Our own types are narrower, and not computed over every text of every area at each call.
  return useCallback((name, values) => t(name, { ...values }), [t]);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : "en";
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(kept, language);
  await i18next.changeLanguage(language);
  followLanguage(language);
}

function followLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = languages[language].direction;
}
