// `--check` of a role: whether the process of that role in this container does its work, as an exit code.
import { hostname } from "node:os";
import type { AttachedConfig } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { readQuarantine } from "../operations/index.ts";
import { readLease } from "./lease-store.ts";
import { withEngine } from "./with-engine.ts";

const patienceMs = 4_000;

export async function checkHttp(url: string): Promise<number> {
  const status = await fetch(url, { signal: AbortSignal.timeout(patienceMs) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.status;
    },
    (error: Error) => error.message,
  );
  if (status === 200) return 0;
  throw new Refusal(`${url} answered: ${status}.`);
}

/**
 * A transport process listens on nothing. What makes it one is its lease in the database, which it renews
 * every second; one that hangs, or cannot reach the database, has none. In quarantine none is to have one.
 */
export async function checkLease(config: AttachedConfig): Promise<number> {
  const isWell = await withEngine(config, async (engine) => {
    const [row] = await readLease(engine, [hostname()]);
    return row?.held === true || (await readQuarantine(engine)) !== null;
  });
  if (isWell) return 0;
  throw new Refusal(`No transport process of ${hostname()} holds a lease.`);
}

/** Where a process reaches itself when it listens on every address. */
export function ownUrl({ host, port }: { host: string; port: number }): string {
  if (host === "0.0.0.0" || host === "::") return `http://127.0.0.1:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
