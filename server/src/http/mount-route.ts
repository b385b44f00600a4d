// Mounts routes: who may, how often, what exactly was asked, in which transaction, and how it is answered.

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { createParser, type Parser } from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import type { Authenticate } from "../tenancy/index.ts";
import { answerOnce, readIdempotencyKey } from "./idempotency.ts";
import type { Meter } from "./metrics.ts";
import { createQueryReader, type ReadQuery } from "./query.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Traffic } from "./traffic.ts";

export type MountDeps = {
  authenticate: Authenticate;
  db: Database;
  traffic: Traffic;
  rate: RateLimit;
  perSecond: number;
  meterOf(route: string): Meter;
};

export function mountRoutes(app: FastifyInstance, routes: readonly Route[], deps: MountDeps): void {
  app.decorateRequest("caller", null);
  for (const route of routes) if (route.handler.kind !== "stream") mountRoute(app, route, deps);
  refuseMissingMethods(app, routes);
}

/** A thousand messages at once need more room than one, and the keys of a session even more. */
const bodyMaxes: Readonly<Record<string, number>> = {
  "/batch": 8 * 1024 * 1024,
  "/session/import": 64 * 1024 * 1024,
};

function bodyLimitOf(path: string): { bodyLimit?: number } {
  const ending = Object.keys(bodyMaxes).find((end) => path.endsWith(end));
  const bodyLimit = ending === undefined ? undefined : bodyMaxes[ending];
  return bodyLimit === undefined ? {} : { bodyLimit };
}

function mountRoute(app: FastifyInstance, route: Route, deps: MountDeps): void {
  const mounted: Mounted = {
    route,
    name: `${route.method} ${route.path}`,
    readQuery: createQueryReader(route.schema.query),
    parseBody:
      route.schema.body === undefined || route.parsesBody === true ? null : createParser(route.schema.body),
    deps,
  };
  const meter = deps.meterOf(mounted.name);
  app.route({
    method: route.method,
    url: route.path,
    ...bodyLimitOf(route.path),
    onRequest: (request, reply, done) => authorize(mounted, request, reply, done),
    handler: (request, reply) => answer(mounted, request, reply),
    onResponse: (_request, reply, done) => {
      meter(reply.statusCode, reply.elapsedTime);
      done();
    },
  });
}

type Mounted = {
  route: Route;
  name: string;
  readQuery: ReadQuery;
  /** Null when the route takes no body, or parses it by itself. */
  parseBody: Parser<unknown> | null;
  deps: MountDeps;
};

/**
 * Before the body is read: a stranger's megabytes are not. Mostly without a promise, as most keys are
 * remembered.
 */
export function authorize(
  mounted: Pick<Mounted, "route" | "deps">,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const found = mounted.deps.authenticate(request.raw.headers.authorization);
  const settle = (caller: Caller | null): void => done(accept(mounted, caller, request, reply));
  if (found instanceof Promise) found.then(settle, (error: Error) => done(error));
  else settle(found);
}

function accept(
  { route, deps }: Pick<Mounted, "route" | "deps">,
  caller: Caller | null,
  request: FastifyRequest,
  reply: FastifyReply,
): AppError | undefined {
  if (caller === null)
    return new AppError("unauthorized", "Send a valid API key as `Authorization: Bearer wp_…`.");
  const left = deps.rate.take(caller.actor.id, performance.now());
  reply.header("ratelimit-policy", `"key";q=${deps.perSecond};w=1`);
  reply.header("ratelimit", `"key";r=${left ?? 0};t=1`);
  if (left === null) {
    return new AppError("rate_limited", "This key makes too many requests.", {
      headers: { "retry-after": "1" },
    });
  }
  if (!caller.scopes.has(route.scope)) {
    return new AppError("insufficient_scope", `This key lacks the scope ${route.scope}.`);
  }
  request.setDecorator<Caller>("caller", caller);
  return undefined;
}

async function answer(mounted: Mounted, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { traffic } = mounted.deps;
  traffic.inFlight += 1;
  try {
    send(reply, await run(mounted, request));
  } finally {
    traffic.inFlight -= 1;
  }
}

function run({ route, name, readQuery, parseBody, deps }: Mounted, request: FastifyRequest): Promise<Reply> {
  const asked: RouteRequest = {
    caller: request.getDecorator<Caller>("caller"),
    params: request.params as Record<string, string>,
    query: readQuery(request.query),
    body: readBody(route, parseBody, request.body),
    idempotencyKey:
      route.method === "POST" ? readIdempotencyKey(request.raw.headers["idempotency-key"]) : null,
    accept: request.raw.headers.accept ?? null,
  };
  const { handler } = route;
  if (handler.kind === "stream") throw new Error(`${name} is mounted by mount-stream.ts`);
  if (handler.kind === "own") return handler.handle(asked);
  return deps.db.asTenants([asked.caller.tenantId], (tx) =>
    asked.idempotencyKey === null
      ? handler.handle(asked, tx)
      : answerOnce(tx, name, { ...asked, idempotencyKey: asked.idempotencyKey }, () =>
          handler.handle(asked, tx),
        ),
  );
}

function readBody(route: Route, parse: Parser<unknown> | null, body: unknown): unknown {
  if (route.parsesBody === true) return body;
  if (parse === null) return undefined;
  const parsed = parse(body);
  if (parsed.ok) return parsed.value;
  throw new AppError("invalid_request", "The body is not valid.", { errors: parsed.errors });
}

/** Returns nothing: a returned reply would be waited for like a promise, until its last byte is out. */
export function send(reply: FastifyReply, { status, body, headers }: Reply): void {
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (status === 204) return void reply.send();
  // A picture, with the type its route names.
  if (Buffer.isBuffer(body)) return void reply.send(body);
  // JSON.stringify, not a compiled serialiser: for bodies of this size it is as fast, and it never drops a
  // field that a schema forgot without anybody noticing.
  void reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(body));
}

const allMethods = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
] as const satisfies HTTPMethods[];

function refuseOtherMethods(app: FastifyInstance, path: string, methods: ReadonlySet<string>): void {
  const allowed = allMethods.filter(
    (method) => methods.has(method) || (method === "HEAD" && methods.has("GET")),
  );
  const refused = allMethods.filter((method) => !allowed.includes(method));
  const refusal = new AppError("method_not_allowed", `Use ${allowed.join(" or ")}.`, {
    headers: { allow: allowed.join(", ") },
  });
  app.route({
    method: refused,
    url: path,
    onRequest: (_request, _reply, done) => done(refusal),
    handler: () => undefined,
  });
}

/** For every path among these, the methods it does not have. */
export function refuseMissingMethods(
  app: FastifyInstance,
  routes: readonly { method: string; path: string }[],
): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of routes) methods.set(path, (methods.get(path) ?? new Set()).add(method));
  for (const [path, known] of methods) refuseOtherMethods(app, path, known);
}
