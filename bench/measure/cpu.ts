// CPU time of processes from /proc (Linux): a process and everything below it, in seconds.

import { readProc, treeOf, type Watched } from "./memory.ts";

/** Kernels count in ticks of a hundredth of a second on every platform Node runs on. */
const ticksPerSecond = 100;

/** Runs `work` and answers what each process took of a core meanwhile, by name, in seconds. */
export async function cpuDuring<T>(
  watched: readonly Watched[],
  work: () => Promise<T>,
): Promise<{ result: T; cpu: Cpu }> {
  const before = watched.map(({ pid }) => cpuOf(pid));
  const result = await work();
  const cpu: Cpu = {};
  for (const [index, { name, pid }] of watched.entries()) cpu[name] = cpuOf(pid) - before[index]!;
  return { result, cpu };
}

/** Seconds of CPU by the process' name. */
export type Cpu = Record<string, number>;

/** User and system time, of children that have ended too. */
function cpuOf(pid: number): number {
  const ticks = treeOf(pid).map((each) => {
    // The name of the program may hold anything; what follows its last parenthesis is numbers.
    const text = readProc(`/proc/${each}/stat`);
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}
