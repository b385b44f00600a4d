// What the API says in English, in the reader's language: the error dictionary by its codes (locales/*/errors.json) and
// other sentences by themselves (locales/*/sentences.json), loaded when the first of them is shown. English is the
// API's own, and stands where there is no translation; its own table has what it says of one, and of times.
import type { ErrorEntry } from "@waypost/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Language } from "./languages.ts";
import type { Sayer } from "./sentences.ts";
import { readTexts, useLanguage } from "./texts.ts";

/** `language` is the one the words are in. */
export type Said = { text: string; language: Language };

/** Empty until its translations are there: who reads Arabic should not see English flash by. */
export function useSayer(): (english: string) => Said {
  const language = useLanguage();
  const { data: say, isLoading } = useQuery(sayerIn(language));
  return useCallback(
    (english) => {
      if (isLoading && language !== "en") return { text: "", language };
      const text = say?.(english) ?? null;
      return text === null ? { text: english, language: "en" } : { text, language };
    },
    [say, isLoading, language],
  );
}

const sayerIn = (language: Language) =>
  queryOptions({
    queryKey: ["texts", "sentences", language],
    queryFn: async (): Promise<Sayer> => {
      const [{ createSayer }, sentences] = await Promise.all([
        import("./sentences.ts"),
        readTexts(language, "sentences"),
      ]);
      return createSayer(sentences, language);
    },
    staleTime: Infinity,
  });

export type EntryWords = Pick<ErrorEntry, "title" | "cause" | "remedy">;

/** Of the dictionary, by `<code>.title` and the like. */
export const dictionaryIn = (language: Language) =>
  queryOptions({
    queryKey: ["texts", "errors", language],
    queryFn: () => (language === "en" ? {} : readTexts(language, "errors")),
    staleTime: Infinity,
  });

/** An entry as `texts` have it; as it is, where they do not. */
export function inWordsOf<Entry extends EntryWords>(
  texts: Readonly<Record<string, string>> | undefined,
  code: string,
  entry: Entry,
): Entry & { isTranslated: boolean } {
  const [title, cause, remedy] = (["title", "cause", "remedy"] as const).map(
    (name) => texts?.[`${code}.${name}`],
  );
  if (title === undefined || cause === undefined || remedy === undefined)
    return { ...entry, isTranslated: false };
  return { ...entry, title, cause, remedy, isTranslated: true };
}
