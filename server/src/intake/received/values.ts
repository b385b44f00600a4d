// Reads values of JSON that a provider sent: text, numbers, lists and fields that may be anything else.

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The longest a message of WhatsApp's is. */
const textMax = 65_536;

/** Numbers as well: ids of products and catalogs come as either. */
export function textOf(value: unknown): string | null {
  const text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  return typeof text === "string" && text !== "" ? storableText(text.slice(0, textMax)) : null;
}

/** Postgres takes no NUL and no half of a character; one message that it refuses would be told again for ever. */
function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

/** Deeper than anything a provider sends; depth costs whoever reads it stack. */
const depthMax = 16;

/** Any JSON, as it can be kept and shown: what is deeper is left out. */
export function storableValue(value: unknown, depth = depthMax): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => storableValue(item, depth - 1));
  // fromEntries defines, so a field called __proto__ stays an ordinary one: it is left out, as nobody takes it back.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "__proto__")
      .map(([name, inner]) => [storableText(name), storableValue(inner, depth - 1)]),
  );
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Without the members that are not there. */
export function given(members: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  );
}
