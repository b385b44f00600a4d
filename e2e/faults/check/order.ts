// Whether a person was given messages of one sender and one class in the order in which they were accepted.

import { type Joined, nameOf } from "./copies.ts";
import type { Accepted } from "./facts.ts";

/**
 * Compares first copies, in the order in which the provider took them. What was sent again after a doubt has been
 * overtaken on purpose, and says so; what is in doubt and never arrived has no place.
 */
export function disordered({ facts, copies, told }: Joined): string[] {
  const placeOfText = new Map<string, number>();
  facts.taken.forEach(({ text }, place) => {
    if (!placeOfText.has(text)) placeOfText.set(text, place);
  });
  const latest = new Map<string, { message: Accepted; place: number }>();
  return facts.accepted.flatMap((message) => {
    const place = placeOfText.get(message.text);
    if (place === undefined || told.get(message.id)?.possibleDuplicate === true) return [];
    const pair = `${message.sender} ${message.to} ${message.category}`;
    const before = latest.get(pair);
    if (before === undefined || before.place < place) {
      latest.set(pair, { message, place });
      return [];
    }
    const attempts = copies.get(message.text)?.length ?? 0;
    return [`${nameOf(message)} overtook ${nameOf(before.message)} (${attempts} taken)`];
  });
}
