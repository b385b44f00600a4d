// How the lists of the API are read: so many rows at a time, where a page says behind what the next one begins.

import { AppError } from "./errors.ts";
import { type IdPrefix, parseId } from "./ids.ts";

/** How many rows a page has unless the request says. */
export const limitDefault = 50;

/** A request's `after`, in a list that goes on behind an id; null at its beginning. */
export function cursorOf(prefix: IdPrefix, after: string | undefined): string | null {
  if (after === undefined) return null;
  const id = parseId(prefix, after);
  if (id === null) throw noCursor();
  return id;
}

/** For lists that go on behind something else than an id. */
export function noCursor(): AppError {
  return new AppError("invalid_cursor", "`after` is not a cursor of this list.");
}

/** `rows` are one more than the page, when there is more. */
export function pageOf<Row, Shown extends { id: string }>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Shown,
): { data: Shown[]; next: string | null } {
  const data = rows.slice(0, limit).map(present);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
