// Reads template components, which are Meta's JSON: fields that may be missing or of any type.

export type Json = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Types and formats are written in any case in requests, and come back in capitals. */
export function wordOf(value: unknown): string {
  return textOf(value).toUpperCase();
}
