// What the audit log is told of requests: every change, who looked at people's words, and who was refused.

import type { FastifyRequest } from "fastify";
import {
  auditActor,
  type AuditActor,
  type AuditDeps,
  auditEntry,
  type AuditEntry,
  platformChain,
} from "../kernel/audit.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError, problemOf } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { Log } from "../kernel/log.ts";
import type { Caller, GateRoute, PersonActor, Route, Scope } from "../kernel/route.ts";
import { auditAction } from "./audit-action.ts";
import { changeIn } from "./audit-change.ts";
import { changedIn, idsIn, targetOf } from "./audit-subject.ts";
import { addressOf } from "./signed-in.ts";
import { createSeldom, type Seldom } from "./seldom.ts";
import { createShown, type Shown } from "./shown.ts";

export type RecorderDeps = {
  audit: AuditDeps;
  /** Under the application's role. */
  db: Database;
  log: Log;
};

export type Recorder = RecorderDeps & { looks: Seldom; refusals: Seldom; shown: Shown };

/** A look that is repeated within a minute, as pages do with a QR code, is one look. */
const looksPerMinute = 1;
const refusalsPerMinute = 10;

export function createRecorder(deps: RecorderDeps): Recorder {
  return {
    ...deps,
    looks: createSeldom(looksPerMinute),
    refusals: createSeldom(refusalsPerMinute),
    shown: createShown(),
  };
}

/** What was asked and answered, as far as the log is concerned. */
export type Heard = {
  request: FastifyRequest;
  params: Readonly<Record<string, string>>;
  body: unknown;
  /** What a route that tells its change would have shown before. */
  before?: unknown;
};
type Answered = { status: number; body: unknown };

/**
 * `change`: every caller's, with what `tells` names. `read`: what people wrote, by persons only. `look`: every
 * caller's, seldom.
 */
export type Plan = {
  kind: "change" | "read" | "look";
  action: string;
  scope: Scope | null;
  tells?: readonly string[];
} | null;

/** Scopes that open what people wrote. */
const contentScopes: ReadonlySet<Scope> = new Set(["messages:read", "media:read"]);

export function planOf(route: Route | GateRoute): Plan {
  if (route.audit === null) return null;
  const action = route.audit ?? auditAction(route);
  const scope = "scope" in route ? route.scope : null;
  if (route.method !== "GET") {
    const { tellsChange: tells } = route;
    return { kind: "change", action, scope, ...(tells === undefined ? {} : { tells }) };
  }
  if (route.audit !== undefined) return { kind: "look", action, scope };
  return scope !== null && contentScopes.has(scope) ? { kind: "read", action, scope } : null;
}

/** In the request's own transaction, as its last statement: what is not recorded has not happened. */
export async function recordWithin(
  recorder: Recorder,
  plan: Plan,
  tx: Tx,
  { caller, heard }: { caller: Caller; heard: Heard & { reply: Answered } },
): Promise<void> {
  const entry = entryFor(recorder, plan, caller, heard);
  if (entry !== null) await recorder.audit.append(tx, [entry]);
}

/**
 * For handlers with transactions of their own, in one that follows. A change has happened by then and is answered in
 * any case; what was read is not given out unless it is recorded.
 */
export async function recordAfter(
  recorder: Recorder,
  plan: Plan,
  caller: Caller,
  told: Heard & { reply: Answered },
): Promise<void> {
  const entry = entryFor(recorder, plan, caller, told);
  if (entry === null) return;
  const written = append(recorder, [entry]);
  await (plan?.kind === "change" ? written.catch(complain(recorder, entry)) : written);
  noteShown(recorder, plan, caller, told);
}

/** Once what was read is in the log for certain: the same is not told of again for a while. */
export function noteShown(
  recorder: Recorder,
  plan: Plan,
  caller: Caller,
  { params, reply }: Pick<Heard, "params"> & { reply: Answered },
): void {
  if (isReading(plan, caller) && isDone(reply))
    recorder.shown.note(readerOf(plan, caller, params), thingsIn(reply.body));
}

/** Apart from the request, which has no transaction any more; a flood of refusals is recorded by its beginning. */
export function recordRefusal(
  recorder: Recorder,
  plan: Plan,
  caller: Caller,
  { request, params, error }: Omit<Heard, "body"> & { error: unknown },
): void {
  if (plan === null || plan.kind === "read" || !isRefusal(error)) return;
  if (!recorder.refusals.mayPass(caller.actor.id)) return;
  const entry = auditEntry({
    ...about(recorder, plan, auditActor(caller.actor), request),
    tenantId: caller.tenantId,
    target: targetOf(params, undefined),
    outcome: "refused",
    detail: { code: error.code, mode: caller.mode },
  });
  append(recorder, [entry]).catch(complain(recorder, entry));
}

/**
 * What a gate let through stands in the platform's chain; what staff did to a tenant, in that tenant's as well.
 * `person` is null at a gate for anybody.
 */
export async function recordGate(
  recorder: Recorder,
  plan: Plan,
  person: PersonActor | null,
  { request, params, body, before, reply }: Heard & { reply: Answered | { error: unknown } },
): Promise<void> {
  if (plan === null) return;
  const actor: AuditActor =
    person === null ? { kind: "anybody", id: null, reason: null } : auditActor(person);
  const common = about(recorder, plan, actor, request);
  if ("error" in reply) {
    if (!isRefusal(reply.error) || !recorder.refusals.mayPass(person?.id ?? common.ip)) return;
    const refused = { outcome: "refused", detail: { code: reply.error.code } } as const;
    const entry = auditEntry({
      ...common,
      tenantId: platformChain,
      target: targetOf(params, null),
      ...refused,
    });
    return append(recorder, [entry]).catch(complain(recorder, entry));
  }
  if (!isDone(reply) || (plan.kind === "look" && !looks(recorder, plan, actor.id ?? common.ip, params)))
    return;
  const target = targetOf(params, reply.body);
  const detail = changeIn(before, reply.body, plan.tells ?? []);
  const entry = auditEntry({ ...common, tenantId: platformChain, target, changed: changedIn(body), detail });
  const tenantId = target === null ? null : parseId("ten", target.id);
  // A tenant that is being erased has no chain to add to.
  const alsoTheirs = tenantId !== null && request.method !== "DELETE" ? [{ ...entry, tenantId }] : [];
  await append(recorder, [entry, ...alsoTheirs]).catch(complain(recorder, entry));
}

function entryFor(
  recorder: Recorder,
  plan: Plan,
  caller: Caller,
  { request, params, body, before, reply }: Heard & { reply: Answered },
): AuditEntry | null {
  if (plan === null || !isDone(reply)) return null;
  const { actor, mode, tenantId } = caller;
  const entry = auditEntry({
    ...about(recorder, plan, auditActor(actor), request),
    tenantId,
    target: targetOf(params, reply.body),
    detail: { mode },
  });
  if (plan.kind === "change") {
    const detail = { mode, ...changeIn(before, reply.body, plan.tells ?? []) };
    return { ...entry, changed: changedIn(body), detail };
  }
  if (plan.kind === "look") return looks(recorder, plan, actor.id, params) ? entry : null;
  if (!isReading(plan, caller)) return null;
  const fresh = recorder.shown.fresh(readerOf(plan, caller, params), thingsIn(reply.body));
  return fresh.length === 0
    ? null
    : { ...entry, detail: { mode, ids: fresh.filter((id) => id !== nothing) } };
}

/** Whoever sees that there are messages without what they say has read nothing. */
function isReading(plan: Plan, { actor, scopes }: Caller): plan is NonNullable<Plan> {
  return plan?.kind === "read" && actor.kind === "person" && plan.scope !== null && scopes.has(plan.scope);
}

/** Staff who act for a tenant have said why: with another reason it is another reading. */
function readerOf(plan: NonNullable<Plan>, { tenantId, actor }: Caller, params: Heard["params"]): string {
  const reason = actor.kind === "person" ? (actor.impersonation?.reason ?? "") : "";
  return JSON.stringify([tenantId, actor.id, reason, plan.action, params]);
}

/** That there is nothing to read, or something without an id, is read as well. */
function thingsIn(body: unknown): readonly string[] {
  const ids = idsIn(body);
  return ids.length === 0 ? [nothing] : ids;
}

const nothing = "";

function looks({ looks: seldom }: Recorder, plan: Plan, who: string, params: Heard["params"]): boolean {
  return seldom.mayPass([who, plan?.action, ...Object.values(params)].join(" "));
}

function about(
  { audit }: Recorder,
  { action }: NonNullable<Plan>,
  actor: AuditActor,
  request: FastifyRequest,
): Pick<AuditEntry, "at" | "action" | "actor" | "requestId"> & { ip: string } {
  const ip = audit.hashIp(addressOf(request));
  return { at: new Date(), action, actor, requestId: request.id, ip };
}

function append({ audit, db }: Recorder, entries: readonly AuditEntry[]): Promise<void> {
  return db.asTenants([...new Set(entries.map(({ tenantId }) => tenantId))], (tx) =>
    audit.append(tx, entries),
  );
}

/** Loud, because an act without an entry is the one thing the log must not have. */
function complain({ log }: Recorder, entry: AuditEntry): (error: Error) => void {
  const { tenantId, requestId, action } = entry;
  const id = requestId === null ? {} : { request_id: requestId };
  return (error) =>
    log.error("an act could not be recorded", { tenant_id: tenantId, code: action, error, ...id });
}

function isDone({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

/** Not allowed, or not who they say: everything else a caller is told is no attempt at what is not theirs. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && [401, 403].includes(problemOf(error).status);
}
