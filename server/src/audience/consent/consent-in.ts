// Hears in a message whether the person wants no more marketing, or wants it again: pure.

import type { ConsentState } from "@waypost/contract";
import { normaliseWord } from "./normalise-word.ts";
import { optOutWords, type Words } from "./opt-out-words.ts";

/** `pressed`: the text stood on a button, so the business chose it. */
export type Utterance = { text: string; pressed: boolean };

export function consentIn({ text, pressed }: Utterance): ConsentState | null {
  const word = normaliseWord(text);
  if (word === null || word === "") return null;
  if (stop.has(word) || (!pressed && typed.has(word))) return "withdrawn";
  return start.has(word) ? "granted" : null;
}

const stop = all((words) => words.stop);
const typed = all((words) => words.typed);
const start = all((words) => words.start);

function all(of: (words: Words) => readonly string[]): ReadonlySet<string> {
  return new Set(
    Object.values(optOutWords)
      .flatMap(of)
      .flatMap((word) => normaliseWord(word) ?? []),
  );
}
