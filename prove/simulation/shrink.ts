// Shrinking: leaves out of a plan whatever the failure does not need, in halves first, then one by one.

import type { Plan } from "./plan.ts";

export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let small = plan;
  for (let before = -1; before !== sizeOf(small);) {
    before = sizeOf(small);
    for (const key of ["faults", "callFaults", "moods", "messages"] as const) {
      small = await shrinkList(small, key, fails);
    }
  }
  return small;
}

type Lists = "faults" | "callFaults" | "moods" | "messages";

function sizeOf(plan: Plan): number {
  return plan.faults.length + plan.callFaults.length + plan.moods.length + plan.messages.length;
}

async function shrinkList(plan: Plan, key: Lists, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let small = plan;
  for (let size = Math.ceil(small[key].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < small[key].length;) {
      const fewer = { ...small, [key]: small[key].toSpliced(at, size) };
      if (await fails(fewer)) small = fewer;
      else at += size;
    }
  }
  return small;
}
