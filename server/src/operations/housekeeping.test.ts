// What housekeeping throws away, and what it keeps.

import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../kernel/db.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { housekeepingJobs } from "./housekeeping.ts";

test("idempotency keys go after 7 days", async () => {
  const database = await createTestDatabase();
  const db = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 2,
    onError: () => undefined,
  });
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  const tenantId = randomUUID();
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, 'one', 'One', '')", [tenantId]);
  const insert = (days: number): Promise<unknown> =>
    db.query(
      `insert into idempotency_key (tenant_id, mode, route, key, fingerprint, status, response, created_at)
       values ($1, 'live', 'POST /', $2::int::text, '', 200, '{}', now() - $2::int * interval '1 day')`,
      [tenantId, days],
    );
  await insert(6);
  await insert(8);
  for (const job of housekeepingJobs({ db, more: {} })) await job.run();
  expect((await db.query("select key from idempotency_key")).rows).toEqual([{ key: "6" }]);
});
