// How many people match: counted when that is quick, else from a sample, else guessed; and which of the three it was.

import type { Database } from "../../kernel/db.ts";
import { type Condition, countMembers, countSample, guessMembers, withPatience } from "./store/members.ts";

export type Count = { count: number; exact: boolean; method: "counted" | "sampled" | "planned" };

/** Who asks waits; twice as long and a little more at the worst. */
export const countPatienceMs = 2_000;

export async function countWithPatience(
  db: Database,
  tenantId: string,
  condition: Condition,
  patienceMs = countPatienceMs,
): Promise<Count> {
  const counted = await withPatience(db, tenantId, patienceMs, (tx) => countMembers(tx, condition));
  if (counted !== null) return { count: counted, exact: true, method: "counted" };
  const sampled = await withPatience(db, tenantId, patienceMs, (tx) => countSample(tx, condition));
  if (sampled !== null) return { count: sampled, exact: false, method: "sampled" };
  const planned = await withPatience(db, tenantId, patienceMs, (tx) => guessMembers(tx, condition));
  return { count: planned ?? 0, exact: false, method: "planned" };
}
