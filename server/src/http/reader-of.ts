// Which route shows what another one changes, and what it shows of it: so the audit log knows what was before.

import { AppError } from "../kernel/errors.ts";
import type { GateRoute, Reply, Route } from "../kernel/route.ts";

/** `isList`: it shows the thing among its like, which are few enough for one page. */
export type Reader<Of> = { route: Of; isList: boolean };

/** Null for a route that does not tell its change. */
export function readerOf<Of extends Pick<Route | GateRoute, "method" | "path" | "tellsChange">>(
  routes: readonly Of[],
  { method, path, tellsChange }: Pick<Route | GateRoute, "method" | "path" | "tellsChange">,
): Reader<Of> | null {
  if (tellsChange === undefined) return null;
  const shows = (at: string): Of | undefined =>
    routes.find((each) => each.method === "GET" && each.path === at);
  // `POST /v1/campaigns/:id/pause` changes what `GET /v1/campaigns/:id` shows.
  const own = shows(path) ?? (method === "POST" ? shows(path.slice(0, path.lastIndexOf("/"))) : undefined);
  if (own !== undefined) return { route: own, isList: false };
  const list = shows(path.replace(/\/:\w+$/, ""));
  if (list === undefined)
    throw new Error(`${method} ${path} tells its change, and no route shows what it changes`);
  return { route: list, isList: true };
}

/** Undefined for what is not there: whoever changes it will say so. */
export async function shownBefore(
  { isList }: Pick<Reader<unknown>, "isList">,
  params: Readonly<Record<string, string>>,
  read: () => Promise<Reply>,
): Promise<unknown> {
  try {
    const { body } = await read();
    return isList ? itemOf(body, Object.values(params).at(-1)) : body;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function itemOf(body: unknown, id: string | undefined): unknown {
  const items = typeof body === "object" && body !== null && "data" in body ? body.data : null;
  return Array.isArray(items) ? items.find((each: { id?: unknown }) => each.id === id) : undefined;
}
