// The routes of privacy: ask for somebody's data or its end, see how far it is, fetch the file.

import {
  type CreatePrivacyRequest,
  createPrivacyRequest,
  page,
  type PrivacyQuery,
  privacyQuery,
  privacyRequest,
} from "@waypost/contract";
import { Type } from "typebox";
import { type Alias, phoneAlias, readMerged } from "../../audience/index.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import { type Download, nameActor, type Reply, type Route, type RouteRequest } from "../../kernel/route.ts";
import { type MediaStore, verifyLink } from "../../media/index.ts";
import { identify } from "./identify.ts";
import { type ExportLinks, presentRequest } from "./present-request.ts";
import { serveArchive } from "./serve-archive.ts";
import { insertRequest, listRequests, readDataKeys, readRequest, type RequestRow } from "./store.ts";
import { sealSubject, type Subject, type SubjectKeys } from "./subject.ts";

export type PrivacyRouteDeps = {
  db: Database;
  keys: SubjectKeys;
  store: MediaStore;
  links: ExportLinks;
  newId(): string;
  now(): Date;
  /** E.164, or an AppError that points at `path`. */
  parsePhone(tenantId: string, text: string, path: string): Promise<string>;
  onError(error: Error): void;
};

export function privacyRoutes(deps: PrivacyRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/privacy/requests",
      scope: "privacy:write",
      stepUp: true,
      audit: "privacy.request",
      summary: "Ask for everything about a person, or for its end",
      schema: { body: createPrivacyRequest, response: { 202: privacyRequest } },
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/privacy/requests",
      scope: "privacy:read",
      summary: "List privacy requests, newest first",
      schema: { query: privacyQuery, response: { 200: page(privacyRequest) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/privacy/requests/:id",
      scope: "privacy:read",
      audit: "privacy.read",
      summary: "See how far a privacy request is, with its certificate and the address of its file",
      schema: { response: { 200: privacyRequest } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => ({ status: 200, body: presentRequest(await find(request, tx), deps) }),
      },
    },
    {
      method: "GET",
      path: "/v1/privacy/requests/:id/archive",
      scope: "privacy:read",
      stepUp: true,
      audit: "privacy.download",
      summary: "Fetch the file of an export: a tar archive",
      schema: { response: { 200: Type.Unsafe<unknown>({ type: "string", format: "binary" }) } },
      handler: {
        kind: "stream",
        handle: async ({ caller, params }) => {
          const row = await deps.db.asTenants([caller.tenantId], (tx) => find({ caller, params }, tx));
          return serveArchive(deps, row);
        },
      },
    },
  ];
}

/** The address that a tenant was given: of its own requests only, until the file is over. */
export function exportDownload(deps: PrivacyRouteDeps): Download {
  return {
    path: "/privacy/exports/:token",
    handle: async ({ params }) => {
      const target = verifyLink(deps.links.key, params["token"] ?? "", deps.now());
      if (target === null) throw notFound();
      const { tenantId, mediaId: id } = target;
      const [row] = await deps.db.asTenants([tenantId], (tx) => readRequest(tx, [tenantId, id]));
      if (row === undefined) throw notFound();
      return serveArchive(deps, row);
    },
  };
}

async function create(deps: PrivacyRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { kind, reason, ...who } = body as CreatePrivacyRequest;
  const { tenantId, actor } = caller;
  const asked = await subjectIn(deps, tenantId, who, tx);
  const { hash } = deps.keys;
  const subject = await identify(tx, { tenantId, hash }, asked);
  const [tenant] = await readDataKeys(tx, [tenantId]);
  if (tenant === undefined) throw new Error("a caller has a tenant");
  const id = deps.newId();
  const [row] = await insertRequest(tx, [
    tenantId,
    id,
    kind,
    reason,
    nameActor(actor),
    sealSubject(deps.keys, { tenantId, requestId: id, dataKeys: tenant.data_key }, subject),
    subject.names.map((name) => hash(tenantId, name)),
    subject.contactIds[0] ?? null,
  ]);
  if (row === undefined) throw new Error("an insert answers its row");
  return { status: 202, body: presentRequest(row, deps) };
}

type Who = Pick<CreatePrivacyRequest, "phone" | "contact" | "alias">;

/** Somebody nobody knows is a person as well: that nothing is kept of them is an answer. */
async function subjectIn(deps: PrivacyRouteDeps, tenantId: string, who: Who, tx: Tx): Promise<Subject> {
  const { phone, contact, alias } = who;
  if (Object.keys(who).length !== 1) {
    throw new AppError("invalid_request", "Name the person once: by phone, contact or alias.", {
      errors: [{ path: "", message: "must have exactly one of phone, contact, alias" }],
    });
  }
  if (phone !== undefined) {
    return { names: [phoneAlias(await deps.parsePhone(tenantId, phone, "/phone"))], contactIds: [] };
  }
  if (alias !== undefined) return { names: [aliasIn(alias)], contactIds: [] };
  const id = parseId("con", contact ?? "");
  const found = id === null ? [] : await readMerged(tx, [tenantId, [id]]);
  if (found.length === 0) throw new AppError("not_found", "There is no such contact.");
  return { names: [], contactIds: found.map((row) => row.id) };
}

/** Meta's ids hold within a business account, which whoever asks does not know: `identify` finds them by contact. */
function aliasIn(text: string): Alias {
  return /^\d{5,20}@lid$/.test(text)
    ? { kind: "lid", scope: "", value: text }
    : { kind: "user_id", scope: "", value: text };
}

async function list(deps: PrivacyRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PrivacyQuery;
  const rows = await listRequests(tx, [caller.tenantId, cursorOf("prv", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, (row) => presentRequest(row, deps)) };
}

async function find(
  { caller, params }: Pick<RouteRequest, "caller" | "params">,
  tx: Tx,
): Promise<RequestRow> {
  const id = parseId("prv", params["id"] ?? "");
  const [row] = id === null ? [] : await readRequest(tx, [caller.tenantId, id]);
  if (row === undefined) throw notFound();
  return row;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such privacy request, or its file is over.");
}
