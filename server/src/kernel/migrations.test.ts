// What every migration must leave behind: tables that keep tenants apart and could be distributed by tenant.

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./postgres/test-database.ts";

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** Each answers the names of what breaks its rule; `bad` is a table that must be among them. */
const rules = [
  {
    name: "a tenant's table has row-level security, forced",
    query: `
      select relname as name from pg_class
      where oid in (select attrelid from pg_attribute where attname = 'tenant_id' and not attisdropped)
        and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and not (relrowsecurity and relforcerowsecurity)`,
    bad: "create table leaky (tenant_id uuid, id uuid); alter table leaky enable row level security",
  },
  {
    name: "what waypost_app may touch of a tenant's table is limited to the named tenants",
    query: `
      select c.relname as name from pg_class c
      where c.oid in (select attrelid from pg_attribute where attname = 'tenant_id' and not attisdropped)
        and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and has_table_privilege('waypost_app', c.oid, 'select, insert, update, delete')
        and not exists (
          select from pg_policy p
          where p.polrelid = c.oid and p.polroles = array['waypost_app'::regrole::oid] and p.polcmd = '*'
            and pg_get_expr(p.polqual, c.oid) like '%tenant_id = ANY%app.tenants%'
            and pg_get_expr(p.polwithcheck, c.oid) like '%tenant_id = ANY%app.tenants%')`,
    bad: `create table leaky (tenant_id uuid, id uuid); grant select on leaky to waypost_app;
          create policy everything on leaky to waypost_app using (true)`,
  },
  {
    name: "waypost_app sees no table without tenants, but the tenants themselves",
    query: `
      select c.relname as name from pg_class c
      where c.oid not in (select attrelid from pg_attribute where attname = 'tenant_id' and not attisdropped)
        and c.relkind in ('r', 'p') and c.relnamespace not in ('pg_catalog'::regnamespace,
                                                                'information_schema'::regnamespace)
        and has_schema_privilege('waypost_app', c.relnamespace, 'usage')
        and has_table_privilege('waypost_app', c.oid, 'select, insert, update, delete')
        and c.relname <> 'tenant'`,
    bad: "create table leaky (id uuid); grant select on leaky to waypost_app",
  },
  {
    name: "primary keys and unique indexes of a tenant's table begin with tenant_id",
    query: `
      select t.relname as name
      from pg_index i join pg_class t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and not a.attisdropped
      where i.indisunique and t.relnamespace = 'public'::regnamespace and i.indkey[0] <> a.attnum`,
    bad: "create table leaky (tenant_id uuid, id uuid unique)",
  },
];

test.each(rules)("$name", async ({ query, bad }) => {
  const broken = async (): Promise<string[]> =>
    (await owner.query<{ name: string }>(query)).rows.map((row) => row.name);
  expect(await broken()).toEqual([]);
  await owner.query("begin");
  await owner.query(bad);
  expect(await broken()).toEqual(["leaky"]);
  await owner.query("rollback");
});

test("all tables of tenants are looked at", async () => {
  const { rows } = await owner.query(
    "select from pg_attribute where attname = 'tenant_id' and attrelid = 'message'::regclass",
  );
  expect(rows).toHaveLength(1);
});
