// The routes that move a campaign: launched, paused, resumed, canceled, tested, approved, its failures tried again.

import {
  campaignResource,
  campaignTested,
  type LaunchCampaign,
  launchCampaign,
  type RetryCampaign,
  retryCampaign,
  type TestCampaign,
  testCampaign,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import { respaceCampaign } from "../messaging/index.ts";
import { type Move, type Retry, spacingOf } from "./campaign.ts";
import { campaignNamed } from "./campaign-named.ts";
import { heedReplies } from "./heed-replies.ts";
import { launch, type LaunchDeps } from "./launch.ts";
import { presentCampaign } from "./present-campaign.ts";
import { approveCampaign, type CampaignRow } from "./store/campaign.ts";
import { cancelRow, notifyCampaigns, pauseRow, resumeRow, retryRow } from "./store/move.ts";
import { noteStanding } from "./store/queue.ts";
import { sendTest, type TestDeps } from "./test-send.ts";
import { wrongState } from "./wrong-state.ts";

export type MoveDeps = LaunchDeps & TestDeps;

export function moveRoutes(deps: MoveDeps): Route[] {
  const moved = { response: { 200: campaignResource } };
  const launches: Route = {
    method: "POST",
    path: "/v1/campaigns/:id/launch",
    scope: "campaigns:launch",
    tellsChange: ["status"],
    summary: "Launch a draft, now or when its schedule says",
    schema: { body: launchCampaign, ...moved },
    handler: { kind: "transaction", handle: (request, tx) => start(deps, request, tx) },
  };
  const tests: Route = {
    method: "POST",
    path: "/v1/campaigns/:id/test",
    scope: "campaigns:write",
    summary: "Send a draft's message to up to five numbers of one's own",
    schema: { body: testCampaign, response: { 202: campaignTested } },
    handler: { kind: "transaction", handle: (request, tx) => test(deps, request, tx) },
  };
  const retries: Route = {
    method: "POST",
    path: "/v1/campaigns/:id/retry-failed",
    scope: "campaigns:launch",
    summary: "Try again what failed, for these codes or for any",
    schema: { body: retryCampaign, ...moved },
    handler: { kind: "transaction", handle: (request, tx) => retry(deps, request, tx) },
  };
  const approves: Route = {
    method: "POST",
    path: "/v1/campaigns/:id/approve",
    scope: "campaigns:launch",
    summary: "Approve a draft that somebody else made",
    schema: moved,
    handler: { kind: "transaction", handle: approve },
  };
  const other = (["pause", "resume", "cancel"] as const).map((move): Route => ({
    method: "POST",
    path: `/v1/campaigns/:id/${move}`,
    scope: "campaigns:launch",
    tellsChange: ["status"],
    summary: summaries[move],
    schema: moved,
    handler: { kind: "transaction", handle: (request, tx) => moveIt(move, request, tx) },
  }));
  return [launches, tests, retries, approves, ...other];
}

const summaries: Readonly<Record<Move, string>> = {
  pause: "Stop sending within a second; what waits keeps its place",
  resume: "Go on where it was paused",
  cancel: "End it for good, and take back what has not left",
};

async function start(deps: MoveDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const campaign = await campaignNamed(request, tx);
  const wish = (request.body ?? {}) as LaunchCampaign;
  return { status: 200, body: presentCampaign(await launch(deps, tx, { ...request, campaign, wish })) };
}

async function test(deps: MoveDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const campaign = await campaignNamed(request, tx);
  if (campaign.status !== "draft") throw wrongState(campaign, "tested");
  const data = await sendTest(deps, tx, { ...request, campaign, wish: request.body as TestCampaign });
  return { status: 202, body: { data } };
}

/** The move asks for the state it starts from; when it finds another, the campaign is read again to say which. */
async function moveIt(move: Move, request: RouteRequest, tx: Tx): Promise<Reply> {
  const before = await campaignNamed(request, tx);
  const [moved] = await moves[move](tx, request, before);
  if (moved === undefined) throw wrongState(await campaignNamed(request, tx), words[move]);
  await notifyCampaigns(tx, []);
  return { status: 200, body: presentCampaign(moved) };
}

const words = { pause: "paused", resume: "resumed", cancel: "canceled" } as const;

type Moving = (tx: Tx, request: RouteRequest, campaign: CampaignRow) => Promise<CampaignRow[]>;

const moves: Readonly<Record<Move, Moving>> = {
  pause: (tx, { caller }, { tenant_id, id }) => {
    const why = { code: "by_hand", detail: "Somebody paused it." };
    return pauseRow(tx, [tenant_id, id, nameActor(caller.actor), JSON.stringify(why)]);
  },
  resume,
  cancel: (tx, _, { tenant_id, mode, id }) => cancelRow(tx, [tenant_id, mode, id]),
};

/** What waited has grown old meanwhile; by its rate it leaves as if it had been queued now. */
async function resume(tx: Tx, _: RouteRequest, { tenant_id, mode, id }: CampaignRow): Promise<CampaignRow[]> {
  const [row] = await resumeRow(tx, [tenant_id, mode, id]);
  if (row === undefined) return [];
  // Before what waited may leave again: people have written while it stood still.
  await heedReplies(tx, row, new Date());
  const { rate } = row.pace;
  if (rate === null) return [row];
  const senders = row.senders.map((sender) => sender.id);
  const spacingMs = spacingOf(rate);
  const [last] = await respaceCampaign(tx, [tenant_id, id, senders, spacingMs]);
  const pacedTo = last?.due_at ?? null;
  if (pacedTo !== null) await noteStanding(tx, row, new Date(pacedTo.getTime() + spacingMs), row.brake);
  return [row];
}

async function retry(deps: MoveDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id, mode, id } = await campaignNamed(request, tx);
  const { codes, until } = (request.body ?? {}) as RetryCampaign;
  const wish: Retry = {
    codes: codes ?? null,
    before: deps.now().toISOString(),
    until: until ?? null,
    after: null,
  };
  const [row] = await retryRow(tx, [tenant_id, mode, id, JSON.stringify(wish)]);
  if (row === undefined) throw wrongState(await campaignNamed(request, tx), "tried again");
  await notifyCampaigns(tx, []);
  return { status: 200, body: presentCampaign(row) };
}

async function approve(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller } = request;
  const campaign = await campaignNamed(request, tx);
  const { tenant_id, mode, id, version, status } = campaign;
  if (status !== "draft") throw wrongState(campaign, "approved");
  const [row] = await approveCampaign(tx, [tenant_id, mode, id, version, nameActor(caller.actor)]);
  if (row === undefined)
    throw new AppError("campaign_not_approved", "Somebody else than who made it has to approve it.");
  return { status: 200, body: presentCampaign(row) };
}
