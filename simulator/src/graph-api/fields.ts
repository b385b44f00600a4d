// `fields=` and cursors, which every read and list of Graph's understands (Meta: Graph API).
import type { Call } from "./call.ts";
import { badParameter } from "./graph-error.ts";

/** The fields asked for, `id` always among them; without `fields=` those named by default. */
export function pick(call: Call, object: object, fallback: readonly string[]): object {
  const asked = call.query
    .get("fields")
    ?.replace(/\{[^}]*\}|\([^)]*\)/g, "")
    .split(",")
    .map((name) => name.trim());
  const names = new Set(["id", ...(asked ?? fallback)]);
  return Object.fromEntries(
    Object.entries(object).filter(([name, value]) => names.has(name) && value !== undefined),
  );
}

type Listed = { id: string };

/** Pages by opaque cursors around the ids of a list. */
export function pageOf<T extends Listed>(
  call: Call,
  all: readonly T[],
  present: (item: T) => object,
): object {
  const limit = limitOf(call);
  const after = positionOf(all, call.query.get("after"));
  const before = positionOf(all, call.query.get("before"));
  const start = before === undefined ? (after ?? -1) + 1 : Math.max(0, before - limit);
  const end = before ?? start + limit;
  const shown = all.slice(start, end);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return { data: [] };
  const cursors = { before: cursorOf(first), after: cursorOf(last) };
  const paging = { cursors, ...(end < all.length && { next: addressOf(call, cursors.after) }) };
  return { data: shown.map(present), paging };
}

function limitOf({ query }: Call): number {
  const limit = Number(query.get("limit") ?? 25);
  if (!Number.isInteger(limit) || limit < 1) throw badParameter("Param limit must be a positive integer.");
  return Math.min(limit, 1_000);
}

function cursorOf({ id }: Listed): string {
  return Buffer.from(id).toString("base64url");
}

function positionOf(all: readonly Listed[], cursor: string | null): number | undefined {
  if (cursor === null || cursor === "") return undefined;
  const id = Buffer.from(cursor, "base64url").toString();
  const at = all.findIndex((item) => item.id === id);
  if (at === -1) throw badParameter("Param after is not a valid cursor.");
  return at;
}

function addressOf({ origin, path, query }: Call, after: string): string {
  const next = new URLSearchParams(query);
  // Tokens do not belong into answers.
  next.delete("access_token");
  next.set("after", after);
  return `${origin}/${path.join("/")}?${next.toString()}`;
}
