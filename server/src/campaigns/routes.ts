// The routes about campaigns: made, changed and read here; moved in move-routes.ts.

import {
  campaignAnalytics,
  type CampaignQuery,
  campaignQuery,
  campaignResource,
  type CreateCampaign,
  createCampaign,
  page,
  type RecipientQuery,
  recipientQuery,
  recipientResource,
  type UpdateCampaign,
  updateCampaign,
} from "@waypost/contract";
import Type from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import { checkCampaign, type CheckDeps } from "./check-campaign.ts";
import { moveRoutes, type MoveDeps } from "./move-routes.ts";
import { campaignNamed, notFound } from "./campaign-named.ts";
import { funnelOf, presentCampaign, presentRecipient } from "./present-campaign.ts";
import { countsOf } from "./stops.ts";
import {
  type CampaignRow,
  deleteDraft,
  insertCampaign,
  listCampaigns,
  readTenantFacts,
  updateDraft,
} from "./store/campaign.ts";
import { listRecipients } from "./store/recipients.ts";
import { readCounts } from "./store/tally.ts";
import { wrongState } from "./wrong-state.ts";

export type CampaignRouteDeps = CheckDeps & MoveDeps;

export function campaignRoutes(deps: CampaignRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/campaigns",
      scope: "campaigns:write",
      summary: "Draft a campaign",
      schema: { body: createCampaign, response: { 201: campaignResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/campaigns",
      scope: "campaigns:read",
      summary: "List campaigns, newest first",
      schema: { query: campaignQuery, response: { 200: page(campaignResource) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id",
      scope: "campaigns:read",
      summary: "Read a campaign, with what it waits for",
      schema: { response: { 200: campaignResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "PATCH",
      path: "/v1/campaigns/:id",
      scope: "campaigns:write",
      summary: "Change a draft; what is not named stays",
      schema: { body: updateCampaign, response: { 200: campaignResource } },
      handler: { kind: "transaction", handle: (request, tx) => update(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/campaigns/:id",
      scope: "campaigns:write",
      summary: "Throw a draft away",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
    ...moveRoutes(deps),
    {
      method: "GET",
      path: "/v1/campaigns/:id/recipients",
      scope: "campaigns:read",
      summary: "List a campaign's people, and what became of each",
      schema: { query: recipientQuery, response: { 200: page(recipientResource) } },
      handler: { kind: "transaction", handle: recipients },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id/analytics",
      scope: "campaigns:read",
      summary: "Read how far a campaign has come",
      schema: { response: { 200: campaignAnalytics } },
      handler: { kind: "transaction", handle: analytics },
    },
  ];
}

const limitDefault = 50;

async function create(deps: CampaignRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const [tenant] = await readTenantFacts(tx, [caller.tenantId]);
  if (tenant === undefined) throw notFound();
  const wanted = await checkCampaign(deps, caller, body as CreateCampaign, tenant);
  const row = await insertCampaign(tx, {
    ...wanted,
    tenant_id: caller.tenantId,
    id: deps.newId(),
    mode: caller.mode,
    created_by: nameActor(caller.actor),
  });
  return { status: 201, body: presentCampaign(row) };
}

async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, status } = query as CampaignQuery;
  const cursor = cursorOf("cmp", after);
  const rows = await listCampaigns(tx, [caller.tenantId, caller.mode, status ?? null, cursor, limit + 1]);
  const data = rows.slice(0, limit).map(presentCampaign);
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null } };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: presentCampaign(await campaignNamed(request, tx)) };
}

/** The whole is checked as if it were new: parts of it may no longer fit each other. */
async function update(deps: CheckDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await campaignNamed(request, tx);
  if (row.status !== "draft") throw wrongState(row, "changed");
  const given = { ...asGiven(row, request.body as UpdateCampaign), ...(request.body as UpdateCampaign) };
  const zone = { time_zone: row.schedule.time_zone };
  const changed = await updateDraft(tx, row, await checkCampaign(deps, request.caller, given, zone));
  if (changed === null) throw new AppError("conflict", "The campaign was changed meanwhile; read it again.");
  return { status: 200, body: presentCampaign(changed) };
}

/** As it would be asked for. A template takes the place of a message, and the other way round. */
function asGiven(
  { name, content, senders, audience, schedule, pace, stops, ab }: CampaignRow,
  change: UpdateCampaign,
) {
  const { template, message, category, ttl_seconds } = content;
  const given: CreateCampaign = {
    name,
    from: senders.map(({ id, weight }) => ({ sender: presentId("snd", id), weight })),
    ...(template === null || change.message !== undefined ? {} : { template }),
    ...(message === null || change.template !== undefined ? {} : { message }),
    category,
    ...(ttl_seconds === null ? {} : { ttl_seconds }),
    audience,
    schedule,
    ...pace,
    stops,
    ab,
  };
  return given;
}

async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await campaignNamed(request, tx);
  const [gone] = await deleteDraft(tx, [row.tenant_id, row.mode, row.id]);
  if (gone === undefined) throw wrongState(row, "thrown away");
  return { status: 204, body: null };
}

async function recipients(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id, id } = await campaignNamed(request, tx);
  const { limit = limitDefault, after, status, reason } = request.query as RecipientQuery;
  const rows = await listRecipients(tx, [
    tenant_id,
    id,
    cursorOf("con", after),
    status === undefined || status === "replied" ? null : (behind[status] ?? [status]),
    reason ?? null,
    status === "replied" ? true : null,
    limit + 1,
  ]);
  const data = rows.slice(0, limit).map(presentRecipient);
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.contact ?? null) : null } };
}

/** Whom a figure of the funnel counts: what was read was delivered too. */
const behind: Readonly<Record<string, readonly string[]>> = {
  sent: ["sent", "delivered", "read", "played"],
  delivered: ["delivered", "read", "played"],
  read: ["read", "played"],
};

async function analytics(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id, id } = await campaignNamed(request, tx);
  return { status: 200, body: funnelOf(countsOf(await readCounts(tx, [tenant_id, id]))) };
}

function cursorOf(prefix: "cmp" | "con", after: string | undefined): string | null {
  if (after === undefined) return null;
  const id = parseId(prefix, after);
  if (id === null) throw new AppError("invalid_cursor", "`after` is not a cursor of this list.");
  return id;
}
