// One of the product's processes, or one of the benchmarks' own, started as a child and ended with the benchmark.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Watched } from "../measure/memory.ts";

export type Role = Watched & { child: ChildProcess; ready: Ready };

/** What a process says when it can take work. */
export type Ready = { type: "ready"; port?: number };

export type RoleOptions = {
  name: string;
  module: URL;
  args?: string[];
  env: NodeJS.ProcessEnv;
  profiles?: string | undefined;
  /** For Node itself, such as `--expose-gc`. */
  flags?: string[];
};

/** Resolves when it says that it is ready. */
export async function startRole(end: AsyncDisposableStack, options: RoleOptions): Promise<Role> {
  const { name, module, args = [], env, profiles, flags = [] } = options;
  const profiling =
    profiles === undefined
      ? []
      : ["--cpu-prof", `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`];
  const child = fork(module, args, {
    env,
    execArgv: [...flags, ...profiling],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  end.defer(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  });
  const early = ended.then(([code]): never => {
    throw new Error(`the ${name} process ended with ${code} before it was ready`);
  });
  const [ready] = await Promise.race([once(child, "message"), early]);
  return { name, pid: child.pid!, child, ready: ready as Ready };
}
