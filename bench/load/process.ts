// The load process: takes one task at a time from its parent and answers what it measured.

import { closedLoop, type LoopResult } from "./closed-loop.ts";
import { supplyOf, type Task } from "./tasks.ts";

export type Load = { task: Task; port: number; connections: number; seconds: number | null };

export type LoadAnswer = { result: LoopResult } | { error: string };

process.on("message", (load: Load) => {
  run(load).then(
    (result) => process.send?.({ result } satisfies LoadAnswer),
    (error: Error) => process.send?.({ error: error.message } satisfies LoadAnswer),
  );
});
process.on("SIGTERM", () => process.exit(0));
process.send?.({ type: "ready" });

async function run({ task, port, connections, seconds }: Load): Promise<LoopResult> {
  return closedLoop({ ...supplyOf(task), port, connections, seconds: seconds ?? Number.POSITIVE_INFINITY });
}
