// The routes about the audit log: a tenant's own chain, and the platform's for its staff.

import { Readable } from "node:stream";
import {
  type AuditEntryResource,
  auditEntryResource,
  type AuditQuery,
  auditQuery,
  auditVerdict,
  page,
} from "@waypost/contract";
import { Type } from "typebox";
import { platformChain } from "../../kernel/audit.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import { limitDefault, noCursor } from "../../kernel/listing.ts";
import type { GateRoute, Reply, Route } from "../../kernel/route.ts";
import { exportLines } from "./export-lines.ts";
import { presentEntry, presentVerdict } from "./present-entry.ts";
import { type Read, readVerdict } from "./read-verdict.ts";
import type { PublicKey } from "./signature.ts";
import { type AuditFilter, listEntries } from "./store.ts";

export type AuditRouteDeps = {
  /** Under the application's role. */
  db: Database;
  /** Whose seals count. */
  trusted: readonly PublicKey[];
};

const list = { query: auditQuery, response: { 200: page(auditEntryResource) } };
const verdict = { response: { 200: auditVerdict } };
const file = Type.Unsafe<unknown>({ type: "string", format: "binary" });

export function auditRoutes(deps: AuditRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/audit",
      scope: "audit:read",
      summary: "List the audit log, newest first",
      schema: list,
      handler: {
        kind: "transaction",
        handle: ({ caller, query }, tx) => listPage(tx, caller.tenantId, query),
      },
    },
    {
      method: "GET",
      path: "/v1/audit/verify",
      scope: "audit:read",
      summary: "Check that no entry was changed, removed or put in, against the signed seals",
      schema: verdict,
      handler: {
        kind: "own",
        handle: async ({ caller }) => verify(deps, caller.tenantId),
      },
    },
    {
      method: "GET",
      path: "/v1/audit/export",
      scope: "audit:read",
      stepUp: true,
      audit: "audit.exported",
      summary: "Download the whole audit log as JSON lines that `waypost audit verify --file` checks",
      schema: { response: { 200: file } },
      handler: {
        kind: "stream",
        handle: async ({ caller: { tenantId } }) => ({
          status: 200,
          body: Readable.from(exportLines(readsOf(deps, tenantId), tenantId, deps.trusted)),
          headers: {
            "content-type": "application/jsonl; charset=utf-8",
            "content-disposition": 'attachment; filename="audit.jsonl"',
          },
        }),
      },
    },
  ];
}

export function auditGates(deps: AuditRouteDeps): GateRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/platform/audit",
      gate: "platform",
      summary: "List the platform's own audit log, newest first",
      schema: list,
      handler: {
        kind: "person",
        handle: ({ query }) =>
          readsOf(deps, platformChain)((tx) => listPage(tx, platformChain, query as AuditQuery)),
      },
    },
    {
      method: "GET",
      path: "/v1/platform/audit/verify",
      gate: "platform",
      summary: "Check the platform's own audit log",
      schema: verdict,
      handler: { kind: "person", handle: () => verify(deps, platformChain) },
    },
  ];
}

function readsOf({ db }: AuditRouteDeps, tenantId: string): Read {
  return (work) => db.asTenants([tenantId], work);
}

async function verify(deps: AuditRouteDeps, tenantId: string): Promise<Reply> {
  const found = await readVerdict(readsOf(deps, tenantId), tenantId, deps.trusted);
  return { status: 200, body: presentVerdict(found) };
}

async function listPage(tx: Tx, tenantId: string, query: AuditQuery): Promise<Reply> {
  const { limit = limitDefault } = query;
  const rows = await listEntries(tx, tenantId, filterOf(query), limit + 1);
  const data: AuditEntryResource[] = rows.slice(0, limit).map(presentEntry);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? String(last.number) : null;
  return { status: 200, body: { data, next } };
}

function filterOf({ actor, action, target, since, until, after }: AuditQuery): AuditFilter {
  if (after !== undefined && !/^[1-9]\d{0,14}$/.test(after)) throw noCursor();
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined ? {} : { target }),
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(until === undefined ? {} : { until: new Date(until) }),
    ...(after === undefined ? {} : { before: Number(after) }),
  };
}
