// What a tag is: lower-case text of at most 64 characters, so that two spellings of a word are one tag. Pure.

import { jsonFlaw } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";

const lengthMax = 64;

/** As it is kept; null for what cannot be a tag. */
export function tagOf(text: string): string | null {
  const tag = text.normalize("NFC").trim().replaceAll(/\s+/g, " ").toLowerCase();
  return tag === "" || tag.length > lengthMax || jsonFlaw(tag) !== null ? null : tag;
}

/** Each once, sorted. `path` is where the list stands. */
export function tagsOf(texts: readonly string[], path: string): string[] {
  const tags = texts.map((text, index) => oneTag(text, `${path}/${index}`));
  return [...new Set(tags)].toSorted();
}

export function oneTag(text: string, path: string): string {
  const tag = tagOf(text);
  if (tag !== null) return tag;
  throw new AppError("invalid_request", "A tag is refused.", {
    errors: [{ path, message: `must be 1 to ${lengthMax} characters once trimmed` }],
  });
}
