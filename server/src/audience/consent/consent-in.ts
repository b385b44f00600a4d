// Hears in a message whether the person wants no more of what a tenant sends, or wants it again: pure.

import type { ConsentPurpose, ConsentState, OwnWord } from "@waypost/contract";
import { normaliseWord } from "./normalise-word.ts";
import { optOutWords, type Words } from "./opt-out-words.ts";

/** `pressed`: the text stood on a button, so the business chose it. */
export type Utterance = { text: string; pressed: boolean };

export type Heard = {
  state: ConsentState;
  purpose: ConsentPurpose;
  /** Those in which the word means this, at least one; a word of several languages names all of them. */
  languages: readonly string[];
};

/** A tenant's own words, which count before those that are built in, and built-in ones that mean nothing to it. */
export type TenantWords = {
  added: ReadonlyMap<string, Heard>;
  removed: ReadonlySet<string>;
};

export function consentIn({ text, pressed }: Utterance, own: TenantWords = none): Heard | null {
  const word = normaliseWord(text);
  if (word === null || word === "") return null;
  const added = own.added.get(word);
  if (added !== undefined) return added;
  const known = builtIn.get(word);
  if (known === undefined || own.removed.has(word) || (pressed && known.typed)) return null;
  return known.heard;
}

export function tenantWords(words: { added?: readonly OwnWord[]; removed?: readonly string[] }): TenantWords {
  const added = (words.added ?? []).flatMap(({ word, means, language = "en", purpose = "marketing" }) => {
    const state = means === "stop" ? "withdrawn" : "granted";
    return spelt(word).map((each): [string, Heard] => [each, { state, purpose, languages: [language] }]);
  });
  return { added: new Map(added), removed: new Set((words.removed ?? []).flatMap(spelt)) };
}

const none: TenantWords = { added: new Map(), removed: new Set() };

/** `typed`: it counts when it was typed only. */
const builtIn = ((): ReadonlyMap<string, { heard: Heard; typed: boolean }> => {
  const all = new Map<string, { heard: Heard; typed: boolean }>();
  const kinds: readonly [keyof Words, ConsentState][] = [
    ["stop", "withdrawn"],
    ["typed", "withdrawn"],
    ["start", "granted"],
  ];
  for (const [language, words] of Object.entries(optOutWords)) {
    for (const [kind, state] of kinds) {
      for (const word of words[kind].flatMap(spelt)) {
        const known = all.get(word);
        const languages = [...(known?.heard.languages ?? []), language];
        const typed = kind === "typed" && (known?.typed ?? true);
        all.set(word, { heard: { state, purpose: "marketing", languages }, typed });
      }
    }
  }
  return all;
})();

function spelt(word: string): string[] {
  const normal = normaliseWord(word);
  return normal === null || normal === "" ? [] : [normal];
}
