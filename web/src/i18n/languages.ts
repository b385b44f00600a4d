// The languages of the dashboard, each under its own name, and which one a browser gets. Pure.

export const languages = {
  en: { name: "English", direction: "ltr" },
  ar: { name: "العربية", direction: "rtl" },
  fr: { name: "Français", direction: "ltr" },
  es: { name: "Español", direction: "ltr" },
  pt: { name: "Português", direction: "ltr" },
  hi: { name: "हिन्दी", direction: "ltr" },
} as const;

export type Language = keyof typeof languages;

export function isLanguage(text: unknown): text is Language {
  return typeof text === "string" && Object.hasOwn(languages, text);
}

/** The first that we have of what was chosen here before and what the browser would like. */
export function languageOf(kept: string | null, wanted: readonly string[]): Language {
  return [kept, ...wanted].map((each) => each?.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}
