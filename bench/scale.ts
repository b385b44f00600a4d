// Growth: one, two and four transport processes on one database, each bringing as many busy numbers as the one before.

import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../server/src/kernel/db.ts";
import type { FairnessOrder } from "./fairness-process.ts";
import { countSent, queueCampaign } from "./fairness-rows.ts";
import { startDatabase } from "./house/database.ts";
import { type BenchLane, createLanes } from "./house/lanes.ts";
import { type Role, startRole } from "./house/role.ts";
import type { Benchmark, Choices } from "./main.ts";
import { cpuDuring } from "./measure/cpu.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const scale: Benchmark = {
  summary: "messages sent by one, two and four transport processes, and what each costs the database",
  run,
};

const nodeCounts = [1, 2, 4];
const numbersPerNode = 40;
const pace = { rate: 10, burst: 4 };

async function run(
  end: AsyncDisposableStack,
  profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const database = await startDatabase(end);
  const engine = database.open("waypost_engine", 4);
  const module = new URL("./fairness-process.ts", import.meta.url);
  const nodes: Role[] = [];
  const rows: Cell[][] = [];
  const seconds = short ? 8 : 20;
  for (const count of nodeCounts) {
    while (nodes.length < count) {
      const name = `transport-${nodes.length + 1}`;
      nodes.push(await startRole(end, { name, module, args: [database.url], env: process.env, profiles }));
    }
    const lanes = await createLanes(engine, count * numbersPerNode, pace);
    await queueCampaign(engine, lanes, count * numbersPerNode * pace.rate * (seconds + 10));
    await database.administer("analyze message");
    for (const node of nodes) node.child.send({ kind: "lanes", lanes } satisfies FairnessOrder);
    await untilShared(engine, count);
    const before = await countSent(engine, tenantOf(lanes));
    const { cpu } = await cpuDuring([database, ...nodes], () => delay(seconds * 1_000));
    const sent = (await countSent(engine, tenantOf(lanes))) - before;
    const ofNodes = nodes.reduce((sum, { name }) => sum + (cpu[name] ?? 0), 0);
    const cost = (cpuSeconds: number): number => (cpuSeconds * 1_000) / sent;
    const allowed = count * numbersPerNode * pace.rate;
    rows.push([String(count), allowed, sent / seconds, cost(ofNodes), cost(cpu[database.name] ?? 0)]);
    await database.administer("truncate message, attempt");
  }
  printTable(["nodes", "allowed/s", "sent/s", "CPU ms each, nodes", "CPU ms each, Postgres"], rows);
}

function tenantOf(lanes: readonly BenchLane[]): string {
  return lanes[0]?.tenantId ?? "";
}

/** Until every node holds its share, and the lanes' first burst is over. */
async function untilShared(engine: Database, count: number): Promise<void> {
  for (;;) {
    const { rows } = await engine.query<{ held: number }>(
      "select count(*)::int as held from unit where owner is not null group by owner",
    );
    if (rows.length === count && rows.every(({ held }) => held <= Math.ceil(64 / count))) break;
    await delay(100);
  }
  await delay(3_000);
}
