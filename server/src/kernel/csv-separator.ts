// Guesses what separates the cells of a CSV file from how its header is written.

export type SeparatorGuess = { separator: string; headerAfter: 0 | 1 };

/** The candidate that occurs most in the header outside quotation marks; a comma when none does. */
export function guessSeparator(head: string): SeparatorGuess {
  // Excel writes and obeys such a first line, and shows it to nobody.
  const stated = /^sep=(.)(?:\r\n|\r|\n)/i.exec(head)?.[1];
  if (stated !== undefined) return { separator: stated, headerAfter: 1 };
  const header = head.replace(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0] ?? "";
  const [best] = candidates
    .map((separator) => ({ separator, count: header.split(separator).length }))
    .toSorted((a, b) => b.count - a.count);
  return { separator: best?.separator ?? ",", headerAfter: 0 };
}

const candidates = [",", ";", "\t", "|"];
