// The three child processes of `waypost start`: this very program, called with another role.
import { fileURLToPath } from "node:url";
import type { ProcessPlan } from "./child-process.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

export type Processes = { control: ProcessPlan; transport: ProcessPlan; simulator: ProcessPlan };

/** Control and transport finish what is in flight before they go; the simulator has nothing to lose. */
// `--sole`: the data directory's lock proves that no other transport process of this supervisor is alive.
export const PROCESSES: Processes = {
  control: {
    name: "control",
    module: MAIN,
    args: ["control"],
    successorArgs: ["control"],
    sharesPort: true,
    patienceMs: 25_000,
  },
  transport: {
    name: "transport",
    module: MAIN,
    args: ["transport", "--sole"],
    successorArgs: ["transport", "--successor"],
    sharesPort: false,
    patienceMs: 25_000,
  },
  simulator: {
    name: "simulator",
    module: MAIN,
    args: ["simulator"],
    successorArgs: ["simulator"],
    sharesPort: false,
    patienceMs: 5_000,
  },
};
