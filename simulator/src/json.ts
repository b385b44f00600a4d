// JSON as it comes off the wire.
export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parsed value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Words of a fixed list, which clients write in either case; "" for anything that is no text. */
export function upper(value: unknown): string {
  return typeof value === "string" ? value.toUpperCase() : "";
}

/** Ids and codes come as text or as numbers; "" for anything else. */
export function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
