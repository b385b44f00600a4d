// Whether this process can do its work now, and what it does not do although it could.

import type { Database } from "../kernel/db.ts";
import { readQuarantine } from "./installation.ts";
import type { Quarantine } from "./quarantine.ts";
import { readStanding } from "./store.ts";

/** `transport`: some process is there that sends. */
export type Readiness = { quarantine: Quarantine | null; transport: boolean };

/** A database that failed over to a standby answers, and takes nothing. In quarantine messages are still accepted. */
export async function checkReadiness(engine: Database): Promise<Readiness> {
  const [row] = await readStanding(engine, []);
  if (row?.writable !== true) throw new Error("the database is read-only");
  return { quarantine: await readQuarantine(engine), transport: row.transport };
}
