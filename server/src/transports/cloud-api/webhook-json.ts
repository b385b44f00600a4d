// Makes one item of a webhook storable: Postgres refuses NUL and halves of surrogate pairs, and depth
// costs stack.

const maxDepth = 32;

export type Storable =
  | { ok: true; value: unknown; reason?: never }
  | { ok: false; reason: string; value?: never };

/** People's words are kept, so bad characters are taken out rather than the message with them. */
export function storable(value: unknown): Storable {
  if (isDeep(value, maxDepth)) return { ok: false, reason: `nests deeper than ${maxDepth} levels` };
  return { ok: true, value: cleaned(value) };
}

function isDeep(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((inner) => isDeep(inner, depth - 1));
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  // fromEntries defines, so a field called __proto__ stays an ordinary field.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleaned(inner)]));
}

function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "") : wellFormed;
}
