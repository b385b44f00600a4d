// What every migration must leave behind: tables that keep tenants apart and could be distributed by tenant; and what
// it must not do on its way there.

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dangersOf } from "./migration-dangers.ts";
import { migrationDirectory, readMigrations } from "./migration-files.ts";
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

/** The first release's schema was made where nothing ran yet. */
const firstRelease = 4;

test("a migration after the first release disturbs nothing that runs", async () => {
  const later = (await readMigrations(migrationDirectory)).filter(({ version }) => version > firstRelease);
  const found = later.map(({ name, text, compatibleWith, version }) => ({
    name,
    // What only new code can use may drop what old code used: that is what the number says.
    dangers: compatibleWith === version ? [] : dangersOf(text),
  }));
  expect(found.filter(({ dangers }) => dangers.length > 0)).toEqual([]);
  const silent = later.filter(({ text }) => !/^-- compatible-with: \d{4}$/m.test(text));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test.each([
  "create index message_by_day on message (created_at)",
  "create unique index one_name on sender (tenant_id, name)",
  "create index concurrently message_by_day on message (created_at)",
  "alter table message add constraint short check (length(type) < 20)",
  "alter table message add foreign key (tenant_id, sender_id) references sender",
  "alter table sender add constraint one_name unique (tenant_id, name)",
  "alter table message add column color text not null",
  "alter table message alter column body set not null",
  "alter table message alter column attempts type integer",
  "alter table message drop column metadata",
  "alter table message rename column class to urgency",
  "drop table parked_status",
])("%s is a danger to what runs", (statement) => {
  expect(dangersOf(`-- A sentence.\n${statement};\n`)).toHaveLength(1);
});

test.each([
  "create index concurrently inbound_by_day on inbound_message (received_at)",
  "alter table message add constraint short check (length(type) < 20) not valid",
  "alter table message add column color text not null default 'none'",
  "alter table message add column color text",
  "create table color (id uuid primary key, name text not null); create index color_name on color (name)",
])("%s is none", (statement) => {
  expect(dangersOf(`${statement};`)).toEqual([]);
});
