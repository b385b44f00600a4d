// Load from a process of its own, so that what it costs is the same for whatever is measured.

import { once } from "node:events";
import { startRole } from "../house/role.ts";
import type { Watched } from "../measure/memory.ts";
import type { LoopResult } from "./closed-loop.ts";
import type { Load, LoadAnswer } from "./process.ts";

export type Generator = Watched & { run(load: Load): Promise<LoopResult> };

export async function startGenerator(end: AsyncDisposableStack): Promise<Generator> {
  const module = new URL("./process.ts", import.meta.url);
  const { child, name, pid } = await startRole(end, { name: "load", module, env: process.env });
  return {
    name,
    pid,
    run: async (load) => {
      child.send(load);
      const [answer] = (await once(child, "message")) as [LoadAnswer];
      if ("error" in answer) throw new Error(`the load ended early: ${answer.error}`);
      return answer.result;
    },
  };
}
