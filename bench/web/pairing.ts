// Linking new devices: what a pairing and its first login take of a core, ours and bare in turns.

import { type Cpu, cpuDuring } from "../measure/cpu.ts";
import { median, medianShare, percent, rounds } from "../measure/rounds.ts";
import { type Cell, printTable } from "../measure/table.ts";
import { type Ground, type Side, startContender } from "./contenders.ts";
import type { Places } from "./tasks.ts";

const sides: readonly Side[] = ["ours", "bare"];

/** Leaves `count` sessions linked on each side, and no process. */
export async function measurePairing(ground: Ground, count: number): Promise<void> {
  const costs: Record<Side, Cpu[]> = { ours: [], bare: [] };
  const processes = {
    ours: await startContender(ground, "ours", "pairing"),
    bare: await startContender(ground, "bare", "pairing"),
  };
  // The first of each side also loads and compiles the library.
  for (const side of sides) await processes[side].ask({ do: "pair", sessions: { from: 0, to: warmUp } });
  for (const sessions of thirds(count)) {
    for (const side of sides) {
      const watched = [processes[side], ground.simulator.role(), ground.database];
      const { cpu } = await cpuDuring(watched, () => processes[side].ask({ do: "pair", sessions }));
      costs[side].push(perSession(cpu, sessions));
    }
  }
  for (const side of sides) await processes[side].finish();
  printSessionCosts("pairing and first login", costs);
}

/** So many sessions come before what is measured. */
export const warmUp = 5;

/** What follows the warm-up, in as many parts as there are rounds. */
export function thirds(count: number): Places[] {
  const at = (part: number): number => warmUp + Math.floor(((count - warmUp) * part) / rounds);
  return Array.from({ length: rounds }, (_, part) => ({ from: at(part), to: at(part + 1) }));
}

export function perSession(cpu: Cpu, { from, to }: Places): Cpu {
  return Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, seconds / (to - from)]));
}

/** `costs`: each round's, in seconds of a core. */
export function printSessionCosts(what: string, costs: Record<Side, Cpu[]>): void {
  const of = (side: Side, name: string): number[] => costs[side].map((cpu) => (cpu[name] ?? 0) * 1_000);
  const rows = sides.map((side): Cell[] => [
    side,
    median(of(side, side)),
    percent(medianShare(of(side, side), of("bare", "bare"))),
    side === "ours" ? median(of(side, "postgres")) : null,
    median(of(side, "simulator")),
  ]);
  printTable([what, "CPU ms each", "of bare", "Postgres", "simulator"], rows);
}
