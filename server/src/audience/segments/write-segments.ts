// What routes do with segments themselves: create, read, change, delete.

import {
  type CreateSegment,
  parseCreateSegment,
  type Parsed,
  parseUpdateSegment,
  type SegmentQuery,
  type SegmentResource,
  type SegmentRule,
  type UpdateSegment,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { Reply, RouteRequest } from "../../kernel/route.ts";
import { uuidOf } from "./compile/uuid-of.ts";
import { readKnown } from "./read-known.ts";
import type { SegmentDeps } from "./routes.ts";
import { ruleProblems } from "./rule-problems.ts";
import {
  deleteSegment,
  insertSegment,
  listSegments,
  lockSegments,
  readSegment,
  replaceSegment,
  type SegmentRow,
} from "./store/segment.ts";
import { refuseInUse, segmentsNamingSegment } from "./users.ts";
import { conditionsOfBoth, type Rules, usesOf } from "./uses.ts";

export async function create(deps: SegmentDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { name, description = "", rule, exclude = null } = parsed<CreateSegment>(parseCreateSegment(body));
  await lockSegments(tx, [caller.tenantId]);
  const uses = await judge(tx, caller.tenantId, { rule, exclude }, null);
  const written = { name, description, rule, exclude };
  const [row] = await insertSegment(tx, rowOf(caller.tenantId, deps.newId(), written, uses));
  if (row === undefined) throw nameTaken(name);
  return { status: 201, body: presentSegment(row) };
}

export async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as SegmentQuery;
  const rows = await listSegments(tx, [caller.tenantId, cursorOf("seg", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentSegment) };
}

export async function readOne({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: presentSegment(await find(tx, caller.tenantId, params["id"])) };
}

export async function change({ caller, params, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = caller;
  const changes = parsed<UpdateSegment>(parseUpdateSegment(body));
  await lockSegments(tx, [tenantId]);
  const known = await find(tx, tenantId, params["id"]);
  const { name = known.name, description = known.description, rule = known.rule } = changes;
  const exclude = changes.exclude === undefined ? known.exclude : changes.exclude;
  const uses = await judge(tx, tenantId, { rule, exclude }, presentId("seg", known.id));
  const written = { name, description, rule, exclude };
  const [row] = await replaceSegment(tx, rowOf(tenantId, known.id, written, uses));
  if (row === undefined) throw nameTaken(name);
  return { status: 200, body: presentSegment(row) };
}

export async function remove(deps: SegmentDeps, { caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = caller;
  await lockSegments(tx, [tenantId]);
  const { id } = await find(tx, tenantId, params["id"]);
  const above = (await deps.segmentUsers?.(tx, { tenantId, segmentId: id })) ?? [];
  refuseInUse("segment", [...(await segmentsNamingSegment(tx, tenantId, id)), ...above]);
  await deleteSegment(tx, [tenantId, id]);
  return { status: 204, body: null };
}

/** By the id in a path, as it is presented. */
export async function find(tx: Tx, tenantId: string, id: string | undefined): Promise<SegmentRow> {
  const uuid = parseId("seg", id);
  const [row] = uuid === null ? [] : await readSegment(tx, [tenantId, uuid]);
  if (row === undefined) throw new AppError("not_found", "There is no such segment.");
  return row;
}

export function parsed<Value>(result: Parsed<Value>): Value {
  if (result.ok) return result.value;
  throw new AppError("segment_invalid", "The segment is not as it has to be.", { errors: result.errors });
}

type Uses = { segments: string[]; lists: string[] };

/** What the rules name, as uuids; a request error when they make no sense. */
async function judge(tx: Tx, tenantId: string, rules: Rules, self: string | null): Promise<Uses> {
  const placed = conditionsOfBoth(rules);
  const errors = ruleProblems(placed, await readKnown(tx, tenantId, placed), self);
  if (errors.length > 0) throw new AppError("segment_invalid", "The rule does not make sense.", { errors });
  const { segments, lists } = usesOf(placed);
  return {
    segments: segments.map((id) => uuidOf("seg", id)),
    lists: lists.map((id) => uuidOf("lst", id)),
  };
}

type Written = { name: string; description: string; rule: SegmentRule; exclude: SegmentRule | null };

function rowOf(tenantId: string, id: string, written: Written, { segments, lists }: Uses): unknown[] {
  const { name, description, rule, exclude } = written;
  const excluded = exclude === null ? null : JSON.stringify(exclude);
  return [tenantId, id, name, description, JSON.stringify(rule), excluded, segments, lists];
}

function nameTaken(name: string): AppError {
  return new AppError("conflict", `There is a segment called ${name} already.`, {
    errors: [{ path: "/name", message: "is another segment's name" }],
  });
}

function presentSegment(row: SegmentRow): SegmentResource {
  const { id, name, description, rule, exclude, created_at, updated_at } = row;
  return {
    id: presentId("seg", id),
    name,
    description,
    rule,
    exclude,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}
