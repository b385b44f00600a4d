// The routes about consent: append evidence, read it.

import {
  type AppendConsent,
  appendConsent,
  type ConsentQuery,
  consentQuery,
  type ConsentResource,
  consentResource,
  page,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { sayFor } from "./say-for.ts";
import { type ConsentEvent, listConsents } from "./store/consent.ts";

export function consentRoutes(deps: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/consents",
      scope: "contacts:write",
      summary: "Record that a person agreed or refused",
      schema: { body: appendConsent, response: { 201: consentResource } },
      handler: { kind: "transaction", handle: (request, tx) => append(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/consents",
      scope: "contacts:read",
      summary: "List consent evidence, newest first",
      schema: { query: consentQuery, response: { 200: page(consentResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
  ];
}

async function append(deps: AudienceRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { phone, purpose, state, source, wording, proof, at, ...notice } = body as AppendConsent;
  const { tenantId, actor } = caller;
  const now = deps.now();
  const said = {
    lane: "own",
    source: source ?? "api",
    reason: "consent_withdrawn",
    wording: wording ?? null,
    onlyReturns: false,
    ground: {
      legalBasis: notice.legal_basis ?? null,
      language: notice.language ?? null,
      noticeVersion: notice.notice_version ?? null,
      actor: nameActor(actor),
    },
  } as const;
  const saidAt = at === undefined ? now : new Date(at);
  if (saidAt > now) {
    throw new AppError("invalid_request", "Nobody can have said it yet.", {
      errors: [{ path: "/at", message: "lies in the future" }],
    });
  }
  const number = await deps.parsePhone(tenantId, phone, "/phone");
  // Without a proof of its own, each request is one: what was told by whom and when is in the record.
  const told = proof ?? `${nameActor(actor)} ${now.toISOString()} ${deps.people.newId()}`;
  await sayFor(deps, tx, { tenantId, phone: number, purpose, state, at: saidAt, proof: told, said });
  const hash = await deps.hashOfPhone(tenantId, phone, "/phone");
  const events = await listConsents(tx, [tenantId, null, hash, null, 200]);
  const event = events.find(
    (each) => each.proof === told && each.purpose === purpose && each.state === state,
  );
  if (event === undefined) throw new Error("a consent that was appended is in the record");
  return { status: 201, body: presentConsent(event) };
}

async function list(deps: AudienceRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, phone, contact } = query as ConsentQuery;
  const { tenantId } = caller;
  const contactId = contact === undefined ? null : parseId("con", contact);
  if (contact !== undefined && contactId === null) return { status: 200, body: { data: [], next: null } };
  const hash = phone === undefined ? null : await deps.hashOfPhone(tenantId, phone, "query.phone");
  const rows = await listConsents(tx, [tenantId, contactId, hash, cursorOf("cns", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentConsent) };
}

function presentConsent(event: ConsentEvent): ConsentResource {
  const { id, contact_id, phone, purpose, state, source, wording_hash, proof, at, recorded_at } = event;
  const { legal_basis, language, notice_version, actor } = event;
  return {
    id: presentId("cns", id),
    contact: contact_id === null ? null : presentId("con", contact_id),
    phone,
    purpose,
    state,
    source,
    wording_sha256: wording_hash,
    legal_basis: legal_basis as ConsentResource["legal_basis"],
    language,
    notice_version,
    recorded_by: actor,
    proof,
    at: at.toISOString(),
    recorded_at: recorded_at.toISOString(),
  };
}
