// What a rule would find, before anybody keeps it: how many, ten of them, and what is probably not meant.

import { parsePreviewSegment, type SegmentContact, type SegmentPreview } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Reply, RouteRequest } from "../../kernel/route.ts";
import { compileSegment } from "./compile/compile-rule.ts";
import { createValues } from "./compile/values.ts";
import { countPatienceMs, countWithPatience } from "./count-members.ts";
import { type Asked, readKnown, worldOf } from "./read-known.ts";
import type { SegmentDeps } from "./routes.ts";
import { type Known, ruleProblems, ruleWarnings } from "./rule-problems.ts";
import { type Condition, listMembers, type MemberRow, withPatience } from "./store/members.ts";
import { conditionsOfBoth, type Rules } from "./uses.ts";
import { parsed } from "./write-segments.ts";

const sampleSize = 10;

export async function preview({ db, now }: SegmentDeps, { caller, body }: RouteRequest): Promise<Reply> {
  const { tenantId, mode } = caller;
  const { rule, exclude = null } = parsed(parsePreviewSegment(body));
  const rules = { rule, exclude };
  const placed = conditionsOfBoth(rules);
  const known = await db.asTenants([tenantId], (tx) => readKnown(tx, tenantId, placed));
  const errors = ruleProblems(placed, known, null);
  if (errors.length > 0) throw new AppError("segment_invalid", "The rule does not make sense.", { errors });
  const condition = conditionOf(rules, known, { tenantId, mode, at: now() });
  const counted = await countWithPatience(db, tenantId, condition);
  const sample = await withPatience(db, tenantId, countPatienceMs, (tx) =>
    listMembers(tx, condition, { after: null, limit: sampleSize }),
  );
  const answer: SegmentPreview = {
    ...counted,
    sample: (sample ?? []).map(presentMember),
    warnings: [...ruleWarnings(placed, known), ...(sample === null ? [noSample] : [])],
  };
  return { status: 200, body: answer };
}

/** The condition of a segment's rules, alone in its statement. */
export function conditionOf(rules: Rules, known: Known, asked: Asked): Condition {
  const values = createValues(asked.tenantId);
  const where = compileSegment(rules, values, worldOf(known, asked, conditionsOfBoth(rules)));
  return { where, values: values.list };
}

export function presentMember({ id, name, phone }: MemberRow): SegmentContact {
  return { id: presentId("con", id), name, phone };
}

const noSample = { path: "", message: "Finding ten of them took too long." };
