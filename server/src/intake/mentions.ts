// What of a provider's body speaks of one person: lists keep the members that name them. Pure.

/** Members of objects stay, because they say what the named ones are about; of lists, only what names the person. */
export function mentionsIn(value: unknown, needles: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.filter((member) => names(member, needles)).map((member) => mentionsIn(member, needles));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mentionsIn(member, needles)]),
  );
}

function names(value: unknown, needles: readonly string[]): boolean {
  const text = JSON.stringify(value) ?? "";
  return needles.some((needle) => text.includes(needle));
}
