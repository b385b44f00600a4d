// The months of message, attempt and evidence keep tenants apart like the tables they are part of.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type Database } from "./db.ts";
import { createIdMaker } from "./ids.ts";
import { createTestDatabase, type TestDatabase } from "./postgres/test-database.ts";

let database: TestDatabase;
let app: Database;
let engine: Database;
let owner: pg.Client;
const [mine, theirs] = [randomUUID(), randomUUID()];
const newId = createIdMaker(Date.now);

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: "waypost_app" | "waypost_engine"): Database =>
    createDatabase({ url: database.url, role, connectionsMax: 2, onError: () => undefined });
  [app, engine] = [open("waypost_app"), open("waypost_engine")];
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  // A month that was made when the policies were there already.
  await owner.query("select create_month('2031-05-01')");
  for (const tenantId of [mine, theirs]) {
    await engine.query(insert, [tenantId, newId()]);
    await engine.query(insert, [tenantId, "01c2e000-0000-7000-8000-000000000000"]);
  }
});
afterAll(async () => {
  await Promise.all([app.close(), engine.close(), owner.end()]);
  await database.drop();
});

const insert = `
  insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status, due_at,
                       unknown_policy, created_at, updated_at)
  values ($1, $2, 'live', gen_random_uuid(), 7, '+14155550199', 1, 'utility', 'text', '{}', 'sent', now(), 'once',
          now(), now())`;

async function parts(): Promise<string[]> {
  const { rows } = await owner.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits
     where inhparent in ('message'::regclass, 'attempt'::regclass, 'evidence'::regclass)`,
  );
  return rows.map(({ part }) => part);
}

describe("a month", () => {
  test("is read through its table, and shows the named tenant's rows only", async () => {
    const seen = await app.asTenants([mine], (tx) =>
      tx.query("select tenant_id, tableoid::regclass::text as part from message order by id"),
    );
    expect(seen.rows).toEqual([
      { tenant_id: mine, part: expect.stringMatching(/^message_20\d\d_\d\d$/) },
      { tenant_id: mine, part: "message_2031_05" },
    ]);
  });

  test("takes no row of another tenant", async () => {
    const strange = app.asTenants([mine], (tx) => tx.query(insert, [theirs, newId()]));
    await expect(strange).rejects.toThrow("row-level security");
  });

  test("cannot be asked by itself, by nobody", async () => {
    const all = await parts();
    expect(all.length).toBeGreaterThanOrEqual(3 * 6);
    for (const part of all) {
      for (const role of [app, engine]) {
        await expect(role.query(`select from ${part}`), part).rejects.toThrow("permission denied");
        await expect(role.query(`delete from ${part}`), part).rejects.toThrow("permission denied");
      }
    }
  });

  test("shows nothing even to who is given a right on it by mistake", async () => {
    await owner.query("begin; grant select on message_2031_05 to waypost_app");
    await owner.query("set local role waypost_app");
    await owner.query("select set_config('app.tenants', $1, true)", [mine]);
    expect((await owner.query("select from message_2031_05")).rowCount).toBe(0);
    await owner.query("rollback");
  });

  test("is made and dropped by the owner alone", async () => {
    for (const role of [app, engine]) {
      await expect(role.query("select create_month('2031-06-01')")).rejects.toThrow("permission denied");
      await expect(role.query("select drop_month('2031-05-01')")).rejects.toThrow("permission denied");
    }
  });
});
