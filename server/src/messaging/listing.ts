// What the lists of messages and of dead letters share: members of a filter, the cursor, the page.

import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { MessageRow } from "./store/read.ts";

export const limitDefault = 50;

export function pageOf(
  rows: readonly MessageRow[],
  limit: number,
  present: (row: MessageRow) => unknown,
): unknown {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? presentId("msg", last.id) : null;
  return { data: data.map(present), next };
}

export function cursor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const id = parseId("msg", text);
  if (id === null) throw new AppError("invalid_cursor", "`after` is not a cursor of this list.");
  return id;
}

export function instant(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** Only the members that are there: an absent filter and an undefined one are different under exact types. */
export function pick<T extends Record<string, unknown>>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
