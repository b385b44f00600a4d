// Calls of our own routes from within the process: what is said there has been checked, and answers are the API's own.

import type { Asked, Call, Upload } from "../kernel/door.ts";
import type { Database, Tx } from "../kernel/db.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";

/** Whoever calls has made sure that the caller may. Without an idempotency of its own, as only `own` handlers have. */
export function callInside(routes: readonly Route[], db: Database): Call {
  const call = callWithin(routes);
  return (caller, name, asked) => call((work) => db.asTenants([caller.tenantId], work), caller, name, asked);
}

/** Where a route that works in a transaction does so. */
type Transaction = (work: (tx: Tx) => Promise<Reply>) => Promise<Reply>;

/** The same for who has a transaction open: several calls may share it. */
export function callWithin(
  routes: readonly Route[],
): (transaction: Transaction, ...call: Parameters<Call>) => Promise<Reply> {
  const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  return async (transaction, caller, name, asked = {}) => {
    const handler = byName.get(name)?.handler;
    if (handler === undefined || handler.kind === "stream") throw new Error(`no route to call: ${name}`);
    const request = requestOf(caller, asked);
    return handler.kind === "own"
      ? handler.handle(request)
      : transaction((tx) => handler.handle(request, tx));
  };
}

function requestOf(
  caller: Caller,
  { params = {}, query = {}, body = null, idempotencyKey = null }: Asked,
): RouteRequest {
  return { caller, params, query, body, idempotencyKey, accept: null };
}

export function uploadInside(routes: readonly Route[], path: string): Upload {
  const handler = routes.find((route) => route.method === "POST" && route.path === path)?.handler;
  if (handler?.kind !== "stream") throw new Error(`no route takes files at ${path}`);
  return async (request) => {
    const { body, ...reply } = await handler.handle(request);
    return { ...reply, body };
  };
}
