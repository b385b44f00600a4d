// What housekeeping throws away, and what it keeps.

import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../kernel/db.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { housekeepingJobs } from "./housekeeping.ts";

test("webhooks that were read go after 14 days, unread ones stay", async () => {
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
  const insert = (days: number, done: boolean): Promise<unknown> =>
    db.query(
      `insert into webhook_in (id, source, webhook_key, body, received_at, done_at)
       values ($1, 'cloud_api', 'k', '', now() - $2 * interval '1 day', case when $3 then now() end)`,
      [randomUUID(), days, done],
    );
  await insert(13, true);
  await insert(15, true);
  await insert(15, false);
  for (const job of housekeepingJobs({ db, more: {} })) await job.run();
  const { rows } = await db.query(
    "select (now()::date - received_at::date) as days, done_at is null as open from webhook_in order by 1",
  );
  expect(rows).toEqual([
    { days: 13, open: false },
    { days: 15, open: true },
  ]);
});
