// Mounts routes: who may, how often, what exactly was asked, in which transaction, and how it is answered.

import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { createParser, type Parser } from "@waypost/contract";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Caller, Follow, Reply, Route, RouteRequest, Scope } from "../kernel/route.ts";
import {
  noteShown,
  type Plan,
  planOf,
  recordAfter,
  type Recorder,
  recordRefusal,
  recordWithin,
} from "./audit-request.ts";
import { answerOnce, readIdempotencyKey } from "./idempotency.ts";
import type { Meter } from "./metrics.ts";
import { createQueryReader, type ReadQuery } from "./query.ts";
import type { RateLimit } from "./rate-limit.ts";
import { type Reader, readerOf, shownBefore } from "./reader-of.ts";
import { refuseUnproved } from "./signed-in.ts";
import type { Traffic } from "./traffic.ts";
import { asksForSocket } from "./upgrade.ts";
import { type EntryDeps, type Found, whoAsks } from "./who-asks.ts";

export type MountDeps = EntryDeps & {
  recorder: Recorder;
  db: Database;
  traffic: Traffic;
  rate: RateLimit;
  perSecond: number;
  meterOf(route: string): Meter;
  /** Of a door. */
  markOf?(key: string): Buffer;
};

export function mountRoutes(app: FastifyInstance, routes: readonly Route[], deps: MountDeps): void {
  app.decorateRequest("caller", null);
  for (const route of routes)
    if (route.handler.kind !== "stream") mountRoute(app, route, deps, readerOf(routes, route));
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

export function mountRoute(
  app: FastifyInstance,
  route: Route,
  deps: MountDeps,
  reader: Reader<Route> | null = null,
): void {
  const mounted: Mounted = {
    route,
    name: `${route.method} ${route.path}`,
    readQuery: createQueryReader(route.schema.query),
    parseBody:
      route.schema.body === undefined || route.parsesBody === true ? null : createParser(route.schema.body),
    plan: planOf(route),
    reader,
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
      meter(reply.statusCode, heldAnswers.has(reply.raw) ? 0 : reply.elapsedTime);
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
  plan: Plan;
  /** What shows the thing as it was before, where that is told. */
  reader: Reader<Route> | null;
  deps: MountDeps;
};

/**
 * Before the body is read: a stranger's megabytes are not. Mostly without a promise, as most keys and sessions are
 * remembered.
 */
export function authorize(
  mounted: Pick<Mounted, "route" | "deps">,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const found = whoAsks(mounted.deps, mounted.route, request);
  const settle = (caller: Caller | AppError | null): void =>
    done(accept(mounted, caller, request, reply) ?? undefined);
  if (found instanceof Promise) found.then(settle, (error: Error) => done(error));
  else settle(found);
}

function accept(
  { route, deps }: Pick<Mounted, "route" | "deps">,
  caller: Found,
  request: FastifyRequest,
  reply: FastifyReply,
): AppError | null {
  if (caller === null)
    return new AppError("unauthorized", "Send a valid API key as `Authorization: Bearer wp_…`.");
  if (caller instanceof AppError) return caller;
  const { kind, id } = caller.actor;
  const perSecond = Math.min(caller.requestsPerSecond ?? Infinity, deps.perSecond);
  const left = deps.rate.take(id, performance.now(), perSecond);
  const refusal =
    takeTurn(reply, left, { name: kind, perSecond }) ??
    refuseScope(route, caller) ??
    refuseHalted(route, caller) ??
    (route.stepUp === true ? refuseUnproved(caller.actor, Date.now()) : null);
  if (refusal === null) request.setDecorator<Caller>("caller", caller);
  else
    recordRefusal(deps.recorder, planOf(route), caller, {
      request,
      params: request.params as Record<string, string>,
      error: refusal,
    });
  return refusal;
}

/** Says how often one may ask, and refuses who asks more often. */
export function takeTurn(
  reply: FastifyReply,
  left: number | null,
  { name, perSecond }: { name: string; perSecond: number },
): AppError | null {
  reply.header("ratelimit-policy", `"${name}";q=${perSecond};w=1`);
  reply.header("ratelimit", `"${name}";r=${left ?? 0};t=1`);
  if (left !== null) return null;
  return new AppError("rate_limited", `This ${name} makes too many requests.`, {
    headers: { "retry-after": "1" },
  });
}

function refuseScope(route: Route, { actor, scopes }: Caller): AppError | null {
  if (scopes.has(route.scope) || seesMetadataOnly(route, scopes)) return null;
  const who = actor.kind === "key" ? "This key" : "Your role";
  return new AppError("insufficient_scope", `${who} lacks the scope ${route.scope}.`);
}

/** Reading goes on: who is suspended has to see why, and who closes has to see what there is. */
function refuseHalted({ method }: Route, { halted }: Caller): AppError | null {
  if (halted === undefined || method === "GET") return null;
  return new AppError("tenant_suspended", `The tenant is ${halted}: it can be read, and not changed.`);
}

function seesMetadataOnly(route: Route, scopes: ReadonlySet<Scope>): boolean {
  return (
    route.withoutContent !== undefined &&
    // Bytes that pass through are not looked at.
    route.handler.kind !== "stream" &&
    route.scope === "messages:read" &&
    !scopes.has("messages:read") &&
    scopes.has("messages:metadata")
  );
}

function answer(mounted: Mounted, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { route, deps } = mounted;
  return answerCounted(deps.traffic, reply, async () => {
    const whole = followed(mounted, request, await serve(mounted, request));
    return route.withoutContent !== undefined &&
      seesMetadataOnly(route, request.getDecorator<Caller>("caller").scopes)
      ? { ...whole, body: route.withoutContent(whole.body) }
      : whole;
  });
}

export async function answerCounted(
  traffic: Traffic,
  reply: FastifyReply,
  work: () => Promise<Reply>,
): Promise<void> {
  traffic.inFlight += 1;
  try {
    send(reply, await work());
  } finally {
    traffic.inFlight -= 1;
  }
}

function serve(mounted: Mounted, request: FastifyRequest): Promise<Reply> {
  const { route, readQuery, parseBody } = mounted;
  const asked: RouteRequest = {
    caller: request.getDecorator<Caller>("caller"),
    params: request.params as Record<string, string>,
    query: readQuery(request.query),
    body: route.parsesBody === true ? request.body : readBody(parseBody, request.body),
    idempotencyKey:
      route.method === "POST" ? readIdempotencyKey(request.raw.headers["idempotency-key"]) : null,
    accept: request.raw.headers.accept ?? null,
    lastEventId: lastEventIdIn(request),
    isUpgrade: asksForSocket(request.raw),
    ...keyMarkOf(mounted.deps, request),
  };
  return recorded(mounted, request, asked, () => handle(mounted, request, asked));
}

function keyMarkOf({ markOf }: MountDeps, { raw }: FastifyRequest): Pick<RouteRequest, "keyMark"> {
  const key = /^bearer +(\S+)$/i.exec(raw.headers.authorization ?? "")?.[1];
  return markOf === undefined || key === undefined ? {} : { keyMark: markOf(key) };
}

/** A handler that finds that its caller may not is recorded like a door that was closed. */
async function recorded(
  { plan, route, deps }: Mounted,
  request: FastifyRequest,
  { caller, params, body }: RouteRequest,
  run: () => Promise<Reply>,
): Promise<Reply> {
  const heard = { request, params, body };
  try {
    const reply = await run();
    if (route.handler.kind === "own") await recordAfter(deps.recorder, plan, caller, { ...heard, reply });
    else noteShown(deps.recorder, plan, caller, { params, reply });
    return reply;
  } catch (error) {
    recordRefusal(deps.recorder, plan, caller, { ...heard, error });
    throw error;
  }
}

function handle(
  { route, name, plan, reader, deps }: Mounted,
  request: FastifyRequest,
  asked: RouteRequest,
): Promise<Reply> {
  const { caller, params, body, idempotencyKey } = asked;
  const { handler } = route;
  if (handler.kind === "stream") throw new Error(`${name} is mounted by mount-stream.ts`);
  if (handler.kind === "own") return handler.handle(asked);
  return deps.db.asTenants([caller.tenantId], (tx) => {
    const run = async (): Promise<Reply> => {
      const before = await shownTo(asked, reader, tx);
      const reply = await handler.handle(asked, tx);
      await recordWithin(deps.recorder, plan, tx, {
        caller,
        heard: { request, params, body, before, reply },
      });
      return reply;
    };
    return idempotencyKey === null ? run() : answerOnce(tx, name, { ...asked, idempotencyKey }, run);
  });
}

/** Read and not locked: of two changes at once, what the second one says of before may be from before the first. */
async function shownTo(asked: RouteRequest, reader: Reader<Route> | null, tx: Tx): Promise<unknown> {
  const handler = reader?.route.handler;
  if (reader === null || handler?.kind !== "transaction") return undefined;
  return shownBefore(reader, asked.params, () =>
    handler.handle({ ...asked, query: {}, body: undefined }, tx),
  );
}

/** A route that describes no body sees none. */
export function readBody(parse: Parser<unknown> | null, body: unknown): unknown {
  if (parse === null) return undefined;
  const parsed = parse(body);
  if (parsed.ok) return parsed.value;
  throw new AppError("invalid_request", "The body is not valid.", { errors: parsed.errors });
}

function lastEventIdIn({ raw }: FastifyRequest): string | null {
  const given = raw.headers["last-event-id"];
  return typeof given === "string" && given !== "" ? given : null;
}

/** Who may hear it now may not for ever: an answer that goes on asks again under the same key or cookie. */
function followed(mounted: Mounted, request: FastifyRequest, reply: Reply): Reply {
  const { follow } = reply;
  if (follow === undefined) return reply;
  const caller = request.getDecorator<Caller>("caller");
  const mayStay = (): boolean | Promise<boolean> => {
    const found = whoAsks(mounted.deps, mounted.route, request);
    return found instanceof Promise
      ? found.then((later) => isSameCaller(mounted.route, caller, later))
      : isSameCaller(mounted.route, caller, found);
  };
  return { ...reply, follow: (line) => follow(line, mayStay) };
}

/** With other rights they are to ask anew. */
function isSameCaller(route: Route, before: Caller, now: Found): boolean {
  return (
    now !== null &&
    !(now instanceof AppError) &&
    now.halted === undefined &&
    now.tenantId === before.tenantId &&
    now.mode === before.mode &&
    now.scopes.size === before.scopes.size &&
    [...now.scopes].every((scope) => before.scopes.has(scope)) &&
    refuseScope(route, now) === null
  );
}

/** Returns nothing: a returned reply would be waited for like a promise, until its last byte is out. */
export function send(reply: FastifyReply, { status, body, headers, follow }: Reply): void {
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (follow !== undefined) return hold(reply, follow);
  if (status === 204) return void reply.send();
  // A picture, with the type its route names.
  if (Buffer.isBuffer(body)) return void reply.send(body);
  // JSON.stringify, not a compiled serialiser: for bodies of this size it is as fast, and it never drops a
  // field that a schema forgot without anybody noticing.
  void reply.header("content-type", "application/json; charset=utf-8").send(JSON.stringify(body));
}

/** From here on the connection is the handler's; Fastify has no part in it, and keeps nothing for it. */
function hold(reply: FastifyReply, follow: Follow): void {
  const { raw, statusCode, request } = reply;
  reply.hijack();
  heldAnswers.add(raw);
  // The handshake of another protocol is written by who speaks it.
  if (statusCode === 101) return follow(raw, () => false);
  raw.writeHead(statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  if (request.method === "HEAD") raw.end();
  // Whoever mounts such a route binds how its caller is asked again (`followed`); what is not bound ends soon.
  else follow(raw, () => false);
}

/** How long they last says nothing about how fast we answer. */
const heldAnswers = new WeakSet<ServerResponse>();

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
