// What the error dictionary says about a code: why it happened, who can put it right, and how.
import type { ErrorEntry } from "@waypost/contract";
import { queryOptions } from "@tanstack/react-query";
import { watchedFetch } from "./reach.ts";

export type ErrorWords = Pick<ErrorEntry, "title" | "cause" | "who" | "remedy" | "retryable" | "maybe_sent">;

/** Null for a code that the dictionary does not have, such as those of the connection itself. */
export const errorWords = (code: string) =>
  queryOptions({
    queryKey: ["error", code],
    queryFn: async (): Promise<ErrorWords | null> => {
      const response = await watchedFetch(`/v1/errors/${encodeURIComponent(code)}`);
      return response.ok ? ((await response.json()) as ErrorWords) : null;
    },
    staleTime: Infinity,
    retry: false,
  });
