// Makes what a stranger wrote fit to be kept: a database takes no NUL and no half of a character, and one
// message it refuses would be delivered again for ever.

export function storable(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", "") : wellFormed;
}

export function storableRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [storable(name), cleaned(value)]));
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return storable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  return value !== null && typeof value === "object" ? storableRecord({ ...value }) : value;
}
