// A test file's own database, and the engine's way into it.

import { afterAll, beforeAll } from "vitest";
import { createDatabase, type Database } from "../db.ts";
import { createTestDatabase, type TestDatabase } from "../postgres/test-database.ts";

export let database: TestDatabase;
export let engine: Database;

/** For the top of a test file. */
export function useEngine(): void {
  beforeAll(async () => {
    database = await createTestDatabase();
    const onError = (): void => undefined;
    engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 2, onError });
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });
}
