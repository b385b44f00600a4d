// Makes a plan, or the next version of one: what tenants are on never changes under them.

import type { CreatePlan } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { insertPlan, type PlanRow, readPlan } from "./store/plan.ts";

export async function savePlan(
  engine: Tx,
  newId: () => string,
  { name, caps }: CreatePlan,
): Promise<PlanRow> {
  for (;;) {
    const [made] = await insertPlan(engine, [newId(), name, JSON.stringify(caps)]);
    // Somebody made that version at the same moment; there is a next one.
    if (made === undefined) continue;
    const [row] = await readPlan(engine, [made.id]);
    if (row !== undefined) return row;
  }
}
