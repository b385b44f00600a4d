// One command of the product's command line, as an operator types it.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { main } from "../stack.ts";

export type Ended = { code: number; output: string };

export async function runCommand(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], { env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}
