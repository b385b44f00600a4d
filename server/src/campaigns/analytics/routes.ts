// The routes of what has become of a campaign: its figures, the people behind them, and all of it as a file.

import {
  analyticsQuery,
  campaignReport,
  page,
  recipientFilter,
  recipientResource,
  recipientsQuery,
  type RecipientsQuery,
} from "@waypost/contract";
import Type from "typebox";
import type { Database, Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault } from "../../kernel/listing.ts";
import type { Reply, Route, RouteRequest, StreamReply, StreamRequest } from "../../kernel/route.ts";
import { campaignNamed } from "../campaign-named.ts";
import { presentRecipient } from "../present-campaign.ts";
import { exportRecipients } from "./export-recipients.ts";
import { meantBy } from "./filter.ts";
import { reportOf } from "./report.ts";
import { listReported } from "./store/recipients.ts";

export type AnalyticsDeps = { db: Database };

export function analyticsRoutes(deps: AnalyticsDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/campaigns/:id/recipients",
      scope: "campaigns:read",
      summary: "List a campaign's people, and what became of each",
      schema: { query: recipientsQuery, response: { 200: page(recipientResource) } },
      handler: { kind: "transaction", handle: recipients },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id/recipients/export",
      scope: "campaigns:read",
      audit: "campaign.exported",
      summary: "Download a campaign's people as CSV",
      schema: { query: recipientFilter, response: { 200: Type.String() } },
      handler: { kind: "stream", handle: (request) => download(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/campaigns/:id/analytics",
      scope: "campaigns:read",
      summary: "Read how far a campaign has come, when, and with whom",
      schema: { query: analyticsQuery, response: { 200: campaignReport } },
      handler: { kind: "transaction", handle: analytics },
    },
  ];
}

async function recipients(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id: tenantId, id: campaignId } = await campaignNamed(request, tx);
  const { limit = limitDefault, after, ...filter } = request.query as RecipientsQuery;
  const asked = { tenantId, campaignId, after: cursorOf("con", after), limit, ...meantBy(filter) };
  const { rows, last } = await listReported(tx, asked);
  const data = rows.map(presentRecipient);
  return { status: 200, body: { data, next: last === null ? null : presentId("con", last) } };
}

async function analytics(request: RouteRequest, tx: Tx): Promise<Reply> {
  const campaign = await campaignNamed(request, tx);
  return { status: 200, body: await reportOf(tx, campaign, request.query) };
}

async function download({ db }: AnalyticsDeps, request: StreamRequest): Promise<StreamReply> {
  const campaign = await db.asTenants([request.caller.tenantId], (tx) => campaignNamed(request, tx));
  return exportRecipients(db, campaign, request.query);
}
