// Whether this process can do its work now.

import type { Database } from "../kernel/db.ts";
import { readWritable } from "./store.ts";

/** A database that failed over to a standby answers, and takes nothing. */
export async function checkWritable(engine: Database): Promise<void> {
  const [row] = await readWritable(engine, []);
  if (row?.writable !== true) throw new Error("the database is read-only");
}
