// The routes of what is known of a campaign before it is launched.

import {
  campaignPreflight,
  campaignPreview,
  page,
  preflightPeopleQuery,
  type PreflightPeopleQuery,
  preflightPerson,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { campaignNamed } from "../campaign-named.ts";
import { listPeople, previewPeople } from "./people.ts";
import { type PreflightDeps, runPreflight } from "./run-preflight.ts";

export function preflightRoutes(deps: PreflightDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/campaigns/:id/preflight",
      scope: "campaigns:read",
      audit: null,
      summary: "Reckon a campaign through: who gets it, what it costs, how long it takes",
      schema: { response: { 200: campaignPreflight } },
      handler: { kind: "own", handle: (request) => run(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id/preflight/people",
      scope: "campaigns:read",
      summary: "List the people behind a preflight's figure",
      schema: { query: preflightPeopleQuery, response: { 200: page(preflightPerson) } },
      handler: { kind: "transaction", handle: (request, tx) => people(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id/preview",
      scope: "campaigns:read",
      summary: "Read what ten of its people would be sent",
      schema: { response: { 200: campaignPreview } },
      handler: { kind: "transaction", handle: (request, tx) => preview(deps, request, tx) },
    },
  ];
}

async function run(deps: PreflightDeps, request: RouteRequest): Promise<Reply> {
  const campaign = await deps.db.asTenants([request.caller.tenantId], (tx) => campaignNamed(request, tx));
  return { status: 200, body: await runPreflight(deps, campaign) };
}

async function people({ now }: PreflightDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const campaign = await campaignNamed(request, tx);
  const query = request.query as PreflightPeopleQuery;
  return { status: 200, body: await listPeople(tx, { campaign, query, now: now() }) };
}

async function preview({ now }: PreflightDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: await previewPeople(tx, await campaignNamed(request, tx), now()) };
}
