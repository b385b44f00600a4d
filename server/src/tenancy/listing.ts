// What the lists of this room share: the cursor and the page, by the prefix of their ids.

import { AppError } from "../kernel/errors.ts";
import { type IdPrefix, parseId } from "../kernel/ids.ts";

export const limitDefault = 50;

export function cursorOf(prefix: IdPrefix, after: string | undefined): string | null {
  if (after === undefined) return null;
  const id = parseId(prefix, after);
  if (id === null) throw new AppError("invalid_cursor", "`after` is not a cursor of this list.");
  return id;
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
