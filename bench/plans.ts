// What plans and metering cost: the same requests with a plan, without one, and without the meter's triggers.

import { createIdMaker } from "../server/src/kernel/ids.ts";
import { assign, savePlan } from "../server/src/plans/index.ts";
import { startHouse } from "./house/house.ts";
import { startGenerator } from "./load/index.ts";
import type { LoopResult } from "./load/closed-loop.ts";
import type { MessagesTask } from "./load/tasks.ts";
import type { Benchmark } from "./main.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const plans: Benchmark = {
  summary: "messages accepted per second with a plan and without, and without metering",
  run,
};

const connections = 64;
const seconds = 4;
/** Longer than a plan is remembered: what is measured knows of the change. */
const settleSeconds = 6;
const keyCount = 40;
/** Never reached, and asked of every message. */
const caps = { messages_per_minute: 1e9, messages_per_day: 1e10, messages_per_month: 1e11 };
const triggers = ["message", "evidence", "inbound_message"];

async function run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void> {
  const house = await startHouse(end, { transport: false, profiles });
  const generator = await startGenerator(end);
  const task: MessagesTask = {
    kind: "messages",
    apiKeys: await house.createKeys(keyCount),
    idempotent: false,
  };
  const { tenantId } = house.sandbox;
  const { id } = await savePlan(house.engine, createIdMaker(Date.now), { name: "bench", caps });
  const measure = async (planId: string | null, metered: boolean): Promise<LoopResult> => {
    await assign(house.engine, { tenantId, planId, overrides: {}, since: null });
    for (const table of triggers)
      await house.database.administer(`alter table ${table} ${metered ? "enable" : "disable"} trigger user`);
    await generator.run({ task, connections, port: house.port, seconds: settleSeconds });
    return generator.run({ task, connections, port: house.port, seconds });
  };
  const parts = [
    { what: "no plan, not metered", run: () => measure(null, false) },
    { what: "no plan", run: () => measure(null, true) },
    { what: "plan with three caps", run: () => measure(id, true) },
  ];
  const results = await interleave(parts.map((part) => part.run));
  const baseline = results[1]!.map(({ perSecond }) => perSecond);
  const rows = parts.map(({ what }, index): Cell[] => {
    const rates = results[index]!.map(({ perSecond }) => perSecond);
    const p99 = median(results[index]!.map(({ p99Ms }) => p99Ms));
    return [what, median(rates), percent(medianShare(rates, baseline)), p99];
  });
  printTable(["tenant", "req/s", "of no plan", "p99 ms"], rows);
}
