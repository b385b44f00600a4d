// The routes about campaigns: made, changed and read here; moved in move-routes.ts.

import {
  type CampaignQuery,
  campaignQuery,
  campaignResource,
  type CreateCampaign,
  createCampaign,
  page,
  type UpdateCampaign,
  updateCampaign,
} from "@waypost/contract";
import Type from "typebox";
import { audienceQuery, readTextImport, type TextFile } from "../audience/index.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import { type Caller, nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import { analyticsRoutes, type AnalyticsDeps } from "./analytics/routes.ts";
import { checkCampaign, type CheckDeps } from "./check-campaign.ts";
import { cohortRoutes } from "./cohorts/routes.ts";
import { type ConversionDeps, conversionRoutes } from "./conversions/routes.ts";
import { moveRoutes, type MoveDeps } from "./move-routes.ts";
import { overviewRoutes } from "./overview/routes.ts";
import { whomOf } from "./audience.ts";
import type { Audience, Ways } from "./campaign.ts";
import { campaignNamed, notFound } from "./campaign-named.ts";
import { presentCampaign } from "./present-campaign.ts";
import {
  type CampaignRow,
  deleteDraft,
  insertCampaign,
  listCampaigns,
  readTenantFacts,
  updateDraft,
  type Wanted,
} from "./store/campaign.ts";
import { wrongState } from "./wrong-state.ts";

export type FileDeps = {
  /** Begins the import of a text, in the same transaction. */
  importText(tx: Tx, caller: Caller, file: TextFile): Promise<{ listId: string; importId: string }>;
};
export type CampaignRouteDeps = CheckDeps & FileDeps & MoveDeps & AnalyticsDeps & ConversionDeps;

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
      tellsChange: ["schedule", "rate", "quiet_hours", "stops", "track_links", "stop_on_reply"],
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
    ...analyticsRoutes(deps),
    ...conversionRoutes(deps),
    ...overviewRoutes(deps),
    ...cohortRoutes(deps),
  ];
}

async function create(deps: CampaignRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const [tenant] = await readTenantFacts(tx, [caller.tenantId]);
  if (tenant === undefined) throw notFound();
  const given = body as CreateCampaign;
  const checked = await checkCampaign(deps, caller, given, tenant);
  const wanted = await withFile(deps, tx, caller, { wanted: checked, csv: given.audience.csv });
  await requireAudience(tx, caller, wanted.audience);
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
  const { limit = limitDefault, after, status = null, template = null } = query as CampaignQuery;
  const key = [caller.tenantId, caller.mode];
  const rows = await listCampaigns(tx, [...key, status, cursorOf("cmp", after), limit + 1, template]);
  return { status: 200, body: pageOf(rows, limit, presentCampaign) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: presentCampaign(await campaignNamed(request, tx)) };
}

/** The whole is checked as if it were new: parts of it may no longer fit each other. */
async function update(deps: CampaignRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await campaignNamed(request, tx);
  if (row.status !== "draft") throw wrongState(row, "changed");
  const given = { ...asGiven(row, request.body as UpdateCampaign), ...(request.body as UpdateCampaign) };
  const zone = { time_zone: row.schedule.time_zone };
  const checked = await checkCampaign(deps, request.caller, given, zone);
  const asked = { wanted: await keepingFile(tx, row, checked), csv: given.audience.csv };
  const wanted = await withFile(deps, tx, request.caller, asked);
  await requireAudience(tx, request.caller, wanted.audience);
  const changed = await updateDraft(tx, row, wanted);
  if (changed === null) throw new AppError("conflict", "The campaign was changed meanwhile; read it again.");
  return { status: 200, body: presentCampaign(changed) };
}

/** The file stays with the list that it fills, as long as that is in the audience. */
async function keepingFile(tx: Tx, { tenant_id, ways }: CampaignRow, wanted: Wanted): Promise<Wanted> {
  const { import_id } = ways;
  if (import_id === undefined) return wanted;
  const file = await readTextImport(tx, tenant_id, import_id);
  const filled = file === null || file.listId === null ? null : presentId("lst", file.listId);
  return filled !== null && listsOf(wanted).includes(filled)
    ? { ...wanted, ways: { ...wanted.ways, import_id } }
    : wanted;
}

function listsOf({ audience }: Wanted): readonly string[] {
  const named = audience.list ?? [];
  return typeof named === "string" ? [named] : named;
}

/** A list in the file's place; the file is read behind it, and a launch waits for that. */
async function withFile(
  { importText }: Pick<FileDeps, "importText">,
  tx: Tx,
  caller: Caller,
  { wanted, csv }: { wanted: Wanted; csv: string | undefined },
): Promise<Wanted> {
  if (csv === undefined) return wanted;
  const { listId, importId } = await importText(tx, caller, { name: wanted.name, text: csv });
  const lists = [...listsOf(wanted), presentId("lst", listId)];
  return {
    ...wanted,
    audience: { ...wanted.audience, list: lists },
    ways: { ...wanted.ways, import_id: importId },
  };
}

/** Throws for a list or a segment that is not there. */
async function requireAudience(tx: Tx, { tenantId, mode }: Caller, audience: Audience): Promise<void> {
  await audienceQuery(tx, { tenantId, mode, at: new Date() }, whomOf(audience));
}

/** As it would be asked for. A template takes the place of a message, and the other way round. */
function asGiven(
  { name, content, senders, audience, schedule, pace, stops, ab, ways }: CampaignRow,
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
    ...withoutFile(ways),
  };
  return given;
}

function withoutFile(ways: Ways): Omit<Ways, "import_id"> {
  const asked = { ...ways };
  delete asked.import_id;
  return asked;
}

async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await campaignNamed(request, tx);
  const [gone] = await deleteDraft(tx, [row.tenant_id, row.mode, row.id]);
  if (gone === undefined) throw wrongState(row, "thrown away");
  return { status: 204, body: null };
}
