// The routes about tags: put on and taken off a selection, counted, renamed everywhere.

import {
  type ChangeTags,
  changeTags as changeTagsBody,
  pageQuery,
  type PageQuery,
  type RenameTag,
  renameTag as renameTagBody,
  tagCounts,
  tagRenamed,
  tagsChanged,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { limitDefault, noCursor } from "../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { readChosen } from "./contacts/read-chosen.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { changeTags, countTags, renameTag } from "./store/tag.ts";
import { oneTag, tagOf, tagsOf } from "./tags/tag.ts";

export function tagRoutes(deps: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contacts/tags",
      scope: "contacts:write",
      summary: "Put tags on contacts, or take them off",
      schema: { body: changeTagsBody, response: { 200: tagsChanged } },
      handler: { kind: "transaction", handle: change },
    },
    {
      method: "GET",
      path: "/v1/tags",
      scope: "contacts:read",
      summary: "List tags by name, and how many contacts have each",
      schema: { query: pageQuery, response: { 200: tagCounts } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "POST",
      path: "/v1/tags/rename",
      scope: "contacts:write",
      summary: "Call a tag otherwise on all contacts; where there is one of that name, they become one",
      schema: { body: renameTagBody, response: { 200: tagRenamed } },
      handler: { kind: "own", handle: (request) => rename(deps, request) },
    },
  ];
}

async function change({ caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { contacts, add = [], remove = [] } = body as ChangeTags;
  const [adding, removing] = [tagsOf(add, "/add"), tagsOf(remove, "/remove")];
  const both = adding.find((tag) => removing.includes(tag));
  if (both !== undefined) {
    throw new AppError("invalid_request", "A tag cannot be put on and taken off at once.", {
      errors: [{ path: "/remove", message: "names a tag that `add` names as well" }],
    });
  }
  const { tenantId } = caller;
  const { ids, notFound } = await readChosen(tx, tenantId, contacts);
  const changed = await changeTags(tx, [tenantId, ids, adding, removing]);
  return { status: 200, body: { changed: changed.length, not_found: notFound } };
}

/** The cursor is the last tag of the page before. */
async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  if (after !== undefined && tagOf(after) === null) throw noCursor();
  const rows = await countTags(tx, [caller.tenantId, after ?? null, limit + 1]);
  const data = rows.slice(0, limit);
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.tag ?? null) : null } };
}

/** Each bite is a transaction of its own: whoever is cut off asks again, and goes on where it ended. */
async function rename({ db, now }: AudienceRouteDeps, { caller, body }: RouteRequest): Promise<Reply> {
  const { from, to } = body as RenameTag;
  const [before, after] = [oneTag(from, "/from"), oneTag(to, "/to")];
  const { tenantId } = caller;
  const end = now().getTime() + renameMs;
  let changed = 0;
  for (let isLast = before === after; !isLast && now().getTime() < end;) {
    // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
    const rows = await db.asTenants([tenantId], (tx) => renameTag(tx, [tenantId, before, after, bite]));
    changed += rows.length;
    isLast = rows.length < bite;
    if (isLast) return { status: 200, body: { changed, done: true } };
  }
  return { status: 200, body: { changed, done: before === after } };
}

const bite = 2_000;
/** What a request may take. */
const renameMs = 10_000;
