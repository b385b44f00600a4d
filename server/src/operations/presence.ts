// A process says that it is there: a row of its own, renewed as long as it lives, for whoever looks at the whole.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database } from "../kernel/db.ts";
import { beatProcess, leaveProcess } from "./process-store.ts";

export type PresenceDeps = {
  engine: Database;
  role: "control" | "transport";
  version: string;
  /** Under which it has its shards at the moment; null without any. Absent for control processes. */
  nodeId?(): string | null;
  onError(error: Error): void;
};

export type Presence = { stop(): Promise<void> };

const everyMs = 5_000;

/** Nothing hangs on it: work goes by leases, and a beat that fails is reported and made up for by the next. */
export function announcePresence({ engine, role, version, nodeId, onError }: PresenceDeps): Presence {
  const id = randomUUID();
  const beat = async (): Promise<void> => {
    await beatProcess(engine, [id, role, hostname(), process.pid, version, nodeId?.() ?? null]).catch(
      onError,
    );
  };
  let beating = beat();
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await beating;
      await leaveProcess(engine, [id]).catch(onError);
    },
  };
}
