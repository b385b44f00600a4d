// What the error dictionary says about a code, in the reader's language: why it happened, who can mend it, and how.
import type { ErrorEntry } from "@waypost/contract";
import { queryOptions } from "@tanstack/react-query";
import { dictionaryIn, type EntryWords, inWordsOf } from "../i18n/api-words.ts";
import type { Language } from "../i18n/languages.ts";
import { watchedFetch } from "./reach.ts";

export type ErrorWords = EntryWords &
  Pick<ErrorEntry, "who" | "retryable" | "maybe_sent"> & { isTranslated: boolean };

/** Null for a code that the dictionary does not have, such as those of the connection itself. */
export const errorWords = (code: string, language: Language) =>
  queryOptions({
    queryKey: ["error", code, language],
    queryFn: async ({ client }): Promise<ErrorWords | null> => {
      const [response, texts] = await Promise.all([
        watchedFetch(`/v1/errors/${encodeURIComponent(code)}`),
        client.ensureQueryData(dictionaryIn(language)).catch(() => undefined),
      ]);
      return response.ok
        ? inWordsOf(texts, code, (await response.json()) as Omit<ErrorWords, "isTranslated">)
        : null;
    },
    staleTime: Infinity,
    retry: false,
  });
