// Mounts routes that no tenant's scope opens: for anybody, for a person who is signed in, for the platform's staff.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createParser, type Parser } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import type { GateRoute, OpenRequest, PersonActor, Reply } from "../kernel/route.ts";
import { planOf, recordGate } from "./audit-request.ts";
import { answerCounted, type MountDeps, readBody, takeTurn } from "./mount-route.ts";
import { createQueryReader, type ReadQuery } from "./query.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { type Reader, readerOf, shownBefore } from "./reader-of.ts";
import { addressOf, refuseForeignPage, refuseUnproved } from "./signed-in.ts";

/** For who has not said who they are, by address: an office behind one may be many people. */
const strangersPerSecond = 50;

export function mountGates(app: FastifyInstance, gates: readonly GateRoute[], deps: MountDeps): void {
  app.decorateRequest("person", null);
  const strangers = createRateLimit(strangersPerSecond);
  for (const gate of gates) mountGate(app, gate, { ...deps, strangers }, readerOf(gates, gate));
}

type Mounted = {
  gate: GateRoute;
  readQuery: ReadQuery;
  parseBody: Parser<unknown> | null;
  reader: Reader<GateRoute> | null;
  deps: MountDeps & { strangers: RateLimit };
};

function mountGate(
  app: FastifyInstance,
  gate: GateRoute,
  deps: Mounted["deps"],
  reader: Mounted["reader"],
): void {
  const { body, query } = gate.schema;
  const parseBody = body === undefined ? null : createParser(body);
  const mounted: Mounted = { gate, readQuery: createQueryReader(query), parseBody, reader, deps };
  const meter = deps.meterOf(`${gate.method} ${gate.path}`);
  app.route({
    method: gate.method,
    url: gate.path,
    onRequest: (request, reply, done) => open(mounted, request, reply, done),
    handler: (request, reply) => answerCounted(deps.traffic, reply, () => recorded(mounted, request)),
    onResponse: (_request, reply, done) => {
      meter(reply.statusCode, reply.elapsedTime);
      done();
    },
  });
}

function open(
  mounted: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const { gate, deps } = mounted;
  if (gate.gate === "anybody") return done(admitStranger(deps, request, reply) ?? undefined);
  const { cookie, authorization } = request.raw.headers;
  // A request that brings a key is the key's, and a key is no person.
  const found =
    cookie === undefined || authorization !== undefined || deps.people === null
      ? null
      : deps.people.recognize(cookie);
  const settle = (person: PersonActor | undefined): void =>
    done(admitPerson(mounted, person, request, reply) ?? undefined);
  if (found instanceof Promise) {
    found.then(
      (signedIn) => settle(signedIn?.person),
      (error: Error) => done(error),
    );
  } else settle(found?.person);
}

/** A page of another site must not sign its visitor in, as somebody else, either. */
function admitStranger(
  { strangers, people }: Mounted["deps"],
  request: FastifyRequest,
  reply: FastifyReply,
): AppError | null {
  const left = strangers.take(addressOf(request), performance.now());
  const policy = { name: "address", perSecond: strangersPerSecond };
  return (
    takeTurn(reply, left, policy) ??
    (people === null ? null : refuseForeignPage(request, people.origin, "admitted"))
  );
}

function admitPerson(
  { gate, deps }: Mounted,
  person: PersonActor | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): AppError | null {
  if (person === undefined) return new AppError("unauthorized", "Sign in first: POST /v1/auth/sign-in.");
  const left = deps.rate.take(person.id, performance.now());
  const refusal =
    takeTurn(reply, left, { name: "person", perSecond: deps.perSecond }) ??
    refuseForeignPage(request, deps.people?.origin ?? "", "refused") ??
    (gate.gate === "platform" ? refuseOthers(person) : null) ??
    (gate.stepUp === true ? refuseUnproved(person, Date.now()) : null);
  if (refusal === null) request.setDecorator<PersonActor>("person", person);
  else {
    const params = request.params as Record<string, string>;
    const heard = { request, params, body: undefined, reply: { error: refusal } };
    void recordGate(deps.recorder, planOf(gate), person, heard);
  }
  return refusal;
}

function refuseOthers({ platform, impersonation }: PersonActor): AppError | null {
  if (!platform) return new AppError("insufficient_scope", "Only the platform's staff may do this.");
  // Who acts in a tenant's name has a tenant's rights, and no others at the same time.
  return impersonation === null
    ? null
    : new AppError("insufficient_scope", "End the impersonation first: POST /v1/auth/impersonation/end.");
}

async function recorded({ gate, deps, ...mounted }: Mounted, request: FastifyRequest): Promise<Reply> {
  const plan = planOf(gate);
  const person = gate.gate === "anybody" ? null : request.getDecorator<PersonActor>("person");
  const heard = { request, params: request.params as Record<string, string>, body: request.body };
  try {
    const before = await shownTo({ gate, deps, ...mounted }, request);
    const reply = await run({ gate, deps, ...mounted }, request);
    await recordGate(deps.recorder, plan, person, { ...heard, before, reply });
    return reply;
  } catch (error) {
    await recordGate(deps.recorder, plan, person, { ...heard, reply: { error } });
    throw error;
  }
}

/** In another transaction than the change: somebody else's may come between them. */
async function shownTo({ reader }: Mounted, request: FastifyRequest): Promise<unknown> {
  if (reader === null || reader.route.gate === "anybody") return undefined;
  const { handler } = reader.route;
  const params = request.params as Record<string, string>;
  const person = request.getDecorator<PersonActor>("person");
  const { headers } = request.raw;
  const asked = { params, query: {}, body: undefined, headers, ip: addressOf(request), person };
  return shownBefore(reader, params, () => handler.handle(asked));
}

function run({ gate, readQuery, parseBody }: Mounted, request: FastifyRequest): Promise<Reply> {
  const asked: OpenRequest = {
    params: request.params as Record<string, string>,
    query: readQuery(request.query),
    body: readBody(parseBody, request.body),
    headers: request.raw.headers,
    ip: addressOf(request),
  };
  if (gate.gate === "anybody") return gate.handler.handle(asked);
  return gate.handler.handle({ ...asked, person: request.getDecorator<PersonActor>("person") });
}
