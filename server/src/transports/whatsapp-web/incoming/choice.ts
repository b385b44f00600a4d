// Recognises the answer to numbered text, so that it arrives like a press of the button it stands for.

import type { Option } from "../../wording/choices.ts";

/** Longer than any title: nobody's choice. */
export const longestAnswer = 40;

/** "2", "2." and "no, thanks" for the second option called "No, thanks". */
export function chosen<Choice extends Option>(text: string, options: readonly Choice[]): Choice | null {
  const answer = plain(text);
  const number = /^(\d{1,2})[.)]?$/.exec(answer)?.[1];
  const byNumber = number === undefined ? undefined : options[Number(number) - 1];
  if (byNumber) return byNumber;
  const named = options.filter(({ title }) => plain(title) === answer);
  return (named.length === 1 ? named[0] : undefined) ?? null;
}

function plain(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}
