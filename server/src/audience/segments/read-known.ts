// Reads what rules name: the segments, theirs as well, and whether lists and attributes are there.

import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Mode } from "../../kernel/route.ts";
import { uuidOf } from "./compile/uuid-of.ts";
import type { RuleWorld } from "./compile/world.ts";
import { type Known, wholeConditionsMax, wholeSize } from "./rule-problems.ts";
import { readNamedRules, readSurroundings, type RulesRow } from "./store/segment.ts";
import { type Placed, usesOf } from "./uses.ts";

/** For whom a rule is asked, and as of when: relative dates and events are reckoned from `at`. */
export type Asked = { tenantId: string; mode: Mode; at: Date };

export async function readKnown(tx: Tx, tenantId: string, placed: readonly Placed[]): Promise<Known> {
  const { segments, lists, attributes } = usesOf(placed);
  const [rows, [surroundings]] = await Promise.all([
    segments.length === 0
      ? Promise.resolve<RulesRow[]>([])
      : readNamedRules(tx, [tenantId, segments.map((id) => uuidOf("seg", id))]),
    readSurroundings(tx, [tenantId, lists.map((id) => uuidOf("lst", id)), attributes]),
  ]);
  if (surroundings === undefined) throw new Error("a tenant that asks is there");
  return { segments: new Map(rows.map((row) => [presentId("seg", row.id), row])), surroundings };
}

/** A segment may have grown since it was named: what is too large for one statement is refused here as well. */
export function worldOf(known: Known, { mode, at }: Asked, placed: readonly Placed[]): RuleWorld {
  const size = wholeSize(placed, known.segments);
  if (size > wholeConditionsMax) {
    const detail = `The segment has ${size} conditions with those it names; ${wholeConditionsMax} are the most.`;
    throw new AppError("segment_invalid", detail);
  }
  return { mode, at, timeZone: known.surroundings.time_zone, segments: known.segments };
}
