// Memory of processes from /proc (Linux): a process' own peak, and the peak of a tree's fair shares.

import { readFileSync } from "node:fs";
import { type Cell, printTable } from "./table.ts";

export type Watched = { name: string; pid: number };

export type MemoryWatch = {
  /** Prints every process' peak so far. */
  print(): void;
  [Symbol.dispose](): void;
};

const everyMs = 1_000;

/**
 * RSS counts what is shared (Postgres' buffers, Node's code) in every process that maps it; PSS divides it among them,
 * so that a sum of PSS is what the machine gives away.
 */
export function watchMemory(watched: readonly Watched[]): MemoryWatch {
  const peaks = new Map(watched.map(({ name }) => [name, { rss: 0, pss: 0 }]));
  const look = (): void => {
    for (const { name, pid } of watched) {
      const now = memoryOf(pid);
      const peak = peaks.get(name)!;
      peaks.set(name, { rss: Math.max(peak.rss, now.rss), pss: Math.max(peak.pss, now.pss) });
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    print: () => {
      look();
      const rows = [...peaks].map(([name, { rss, pss }]): Cell[] => [name, rss, pss]);
      printTable(["peak memory", "RSS MB", "PSS MB"], rows);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

export type Memory = { rss: number; pss: number };

/** Of a process and everything below it, in MB. A process that has just ended counts as nothing. */
export function memoryOf(pid: number): Memory {
  const sum = { rss: 0, pss: 0 };
  for (const each of treeOf(pid)) {
    const text = readProc(`/proc/${each}/smaps_rollup`);
    sum.rss += kilobytes(text, "Rss") / 1024;
    sum.pss += kilobytes(text, "Pss") / 1024;
  }
  return sum;
}

/** The process and everything below it. */
export function treeOf(pid: number): number[] {
  const children = readProc(`/proc/${pid}/task/${pid}/children`)
    .split(" ")
    .filter((text) => text !== "");
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
}

/** Empty for a process that has just ended. */
export function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
