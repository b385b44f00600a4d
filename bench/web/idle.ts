// Many sessions logged in and silent: what each login takes, what each session weighs, and what all take while idle.

import { setTimeout as delay } from "node:timers/promises";
import { type Cpu, cpuDuring } from "../measure/cpu.ts";
import { type Cell, printTable } from "../measure/table.ts";
import type { ContenderProcess, Ground, Side } from "./contenders.ts";
import { perSession, printSessionCosts, thirds, warmUp } from "./pairing.ts";
import type { Weight } from "./tasks.ts";

const sides: readonly Side[] = ["ours", "bare"];
const heapTargetMb = 1.2;

export type Processes = Record<Side, ContenderProcess>;

/** Leaves all sessions connected. `idleSeconds` should hold a keep-alive of each session, sent every 30 s. */
export async function measureIdle(
  ground: Ground,
  processes: Processes,
  count: number,
  idleSeconds: number,
): Promise<void> {
  const costs: Record<Side, Cpu[]> = { ours: [], bare: [] };
  for (const side of sides) await processes[side].ask({ do: "connect", sessions: { from: 0, to: warmUp } });
  const before = await weights(processes);
  for (const sessions of thirds(count)) {
    for (const side of sides) {
      const watched = [processes[side], ground.simulator.role(), ground.database];
      const { cpu } = await cpuDuring(watched, () => processes[side].ask({ do: "connect", sessions }));
      costs[side].push(perSession(cpu, sessions));
    }
  }
  printSessionCosts("login", costs);
  await delay(2_000);
  const watched = [processes.ours, processes.bare, ground.simulator.role(), ground.database];
  const { cpu } = await cpuDuring(watched, () => delay(idleSeconds * 1_000));
  const after = await weights(processes);
  const rows = sides.map((side): Cell[] => {
    const grown = growth(before[side], after[side], count - warmUp);
    const share = ((cpu[side] ?? 0) / idleSeconds) * 100;
    return [side, grown.all, grown.kept, after[side].rss, share];
  });
  const title = `${count} sessions, ${idleSeconds} s`;
  printTable([title, "heap MB each", "keys of it", "RSS MB", "idle CPU, % of a core"], rows);
  const ours = growth(before.ours, after.ours, count - warmUp).all;
  console.log(`  heap per session ${ours <= heapTargetMb ? "within" : "BEYOND"} ${heapTargetMb} MB`);
  const others = ["simulator", "postgres"].map((name) => (((cpu[name] ?? 0) / idleSeconds) * 100).toFixed(1));
  console.log(`  meanwhile the simulator took ${others[0]} % of a core, Postgres ${others[1]} %`);
}

async function weights(processes: Processes): Promise<Record<Side, Weight>> {
  return { ours: await processes.ours.ask({ do: "weigh" }), bare: await processes.bare.ask({ do: "weigh" }) };
}

/** Buffers lie outside of the heap and belong to the session all the same. */
function growth(before: Weight, after: Weight, sessions: number): { all: number; kept: number } {
  const all = after.heap + after.outside - before.heap - before.outside;
  return { all: all / sessions, kept: (after.kept - before.kept) / sessions };
}
