// Reads what strangers send as JSON: fields that may be missing, text that may be hostile.

/** The fields of a JSON object; none for anything else. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a provider says, for people: short, and without what Postgres refuses. */
export function words(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.slice(0, 500).toWellFormed().replaceAll("\0", "");
}
