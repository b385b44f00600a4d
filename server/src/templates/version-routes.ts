// The routes about a template's versions: what each said, and a second person's word on the draft.

import {
  reviewTemplate,
  type ReviewTemplate,
  templateResource,
  type TemplateVersionResource,
  templateVersions,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import { diffVersions } from "./diff-versions.ts";
import { lockedTemplate, namedTemplate } from "./named-template.ts";
import { presentTemplate } from "./present-template.ts";
import { reviewDraft } from "./review-template.ts";
import { readVersions, type VersionRow } from "./store/review.ts";
import type { Review } from "./template.ts";

export function versionRoutes({ now }: { now(): Date }): Route[] {
  const judging = (state: Review["state"], summary: string): Route => ({
    method: "POST",
    path: `/v1/templates/:id/${state === "approved" ? "approve" : "reject"}`,
    scope: "templates:approve",
    summary,
    schema: { body: reviewTemplate, response: { 200: templateResource } },
    handler: { kind: "transaction", handle: (request, tx) => judge(request, tx, { state, at: now() }) },
  });
  return [
    {
      method: "GET",
      path: "/v1/templates/:id/versions",
      scope: "templates:read",
      summary: "What each version said, newest first, with what was changed; the last hundred",
      schema: { response: { 200: templateVersions } },
      handler: { kind: "transaction", handle: list },
    },
    judging("approved", "Approve somebody else's draft"),
    judging("rejected", "Reject a draft, with the reason"),
  ];
}

async function judge(
  request: RouteRequest,
  tx: Tx,
  said: { state: Review["state"]; at: Date },
): Promise<Reply> {
  const by = nameActor(request.caller.actor);
  const judgement = { ...(request.body as ReviewTemplate), ...said, by };
  const row = await reviewDraft(tx, await lockedTemplate(request, tx), judgement);
  return { status: 200, body: presentTemplate(row) };
}

const shownMax = 100;

async function list(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenant_id, id, live_version: live } = await namedTemplate(request, tx);
  const rows = await readVersions(tx, [tenant_id, id]);
  const data = rows.slice(0, shownMax).map((row, at) => present(row, rows[at + 1], live));
  return { status: 200, body: { data } };
}

function present(
  row: VersionRow,
  former: VersionRow | undefined,
  live: number | null,
): TemplateVersionResource {
  return {
    version: row.version,
    live: row.version === live,
    ...saidBy(row),
    parameter_format: row.parameter_format,
    author: row.author,
    review: row.review,
    created_at: row.created_at.toISOString(),
    changes: former === undefined ? [] : diffVersions(saidBy(former), saidBy(row)),
  };
}

function saidBy({ category, components, ttl_seconds, variables }: VersionRow) {
  return {
    category,
    components: components.map((component) => ({ ...component })),
    message_send_ttl_seconds: ttl_seconds,
    variables: { ...variables },
  };
}
