// What any JSON from outside must satisfy before a schema looks at it: storable text, bounded depth and size.

import type { FieldError } from "./field-error.ts";

/** The deepest message (a carousel template's card image) is 11 levels; free JSON gets as much again. */
const maxDepth = 24;
/**
 * The widest message (257 contact cards) is near 10,000 values; this bounds the work and errors of a
 * hostile one.
 */
const maxValues = 20_000;

/** The first reason why this value cannot be kept, or null. */
export function jsonFlaw(value: unknown): FieldError | null {
  return flaw(value, maxDepth, { left: maxValues });
}

type Budget = { left: number };

function flaw(value: unknown, depth: number, budget: Budget): FieldError | null {
  if (typeof value === "string") return textFlaw(value);
  if (typeof value === "boolean" || value === null) return null;
  if (typeof value === "number") {
    return Number.isFinite(value) ? null : { path: "", message: "must be a finite number" };
  }
  if (typeof value !== "object") return { path: "", message: "must be JSON" };
  if (depth === 0) return { path: "", message: `must not nest deeper than ${maxDepth} levels` };
  return Array.isArray(value) ? itemFlaw(value, depth, budget) : fieldFlaw(value, depth, budget);
}

function itemFlaw(list: readonly unknown[], depth: number, budget: Budget): FieldError | null {
  for (let index = 0; index < list.length; index++) {
    if (--budget.left < 0) return tooMany;
    const found = flaw(list[index], depth - 1, budget);
    if (found) return { path: `/${index}${found.path}`, message: found.message };
  }
  return null;
}

function fieldFlaw(fields: object, depth: number, budget: Budget): FieldError | null {
  for (const [key, value] of Object.entries(fields)) {
    if (--budget.left < 0) return tooMany;
    const found = keyFlaw(key) ?? flaw(value, depth - 1, budget);
    if (found) return { path: `/${pointerSegment(key)}${found.path}`, message: found.message };
  }
  return null;
}

const tooMany: FieldError = { path: "", message: `must not hold more than ${maxValues} values` };

function keyFlaw(key: string): FieldError | null {
  if (key === "__proto__") return { path: "", message: "is not allowed as a field name" };
  return textFlaw(key);
}

/**
 * Postgres stores neither in jsonb. Everything else that is Unicode is a person's business, bidi
 * controls included.
 */
function textFlaw(value: string): FieldError | null {
  if (value.includes("\0")) return { path: "", message: "must not contain the NUL character" };
  if (!value.isWellFormed()) {
    return { path: "", message: "must be well-formed Unicode (it holds half of a surrogate pair)" };
  }
  return null;
}

/**
 * RFC 6901 escaping; cut, because a hostile key may be megabytes, and made printable for logs and
 * JSON alike.
 */
export function pointerSegment(key: string): string {
  const short = key.length > 80 ? `${key.slice(0, 80)}…` : key;
  return short.toWellFormed().replaceAll("\0", "\u2400").replaceAll("~", "~0").replaceAll("/", "~1");
}
