// An export that cannot be written: it fails, leaves no file, and holds no connection.

import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "../../http/harness.ts";
import { createTenantHouse, type TenantHouse } from "../testing/tenant-house.ts";
import { writeExport } from "./write-export.ts";

let house: TenantHouse;
let directory: string;

beforeAll(async () => {
  house = await createTenantHouse();
  directory = await mkdtemp(join(tmpdir(), "waypost-export-"));
});
afterAll(async () => {
  await house.close();
  await rm(directory, { recursive: true });
});

async function someTenant(): Promise<string> {
  const { id } = await house.tenant();
  // More than the streams between the database and the disk hold.
  await house.engine.query(
    `insert into request_minute (tenant_id, minute, requests)
     select $1, now() + n * interval '1 minute', n from generate_series(1, 30000) n`,
    [id],
  );
  return id;
}

const idleInTransaction = async (): Promise<number> => {
  const { rows } = await house.engine.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`,
  );
  return rows[0]?.n ?? 0;
};

test("a disk that does not take it ends the reading as well", async () => {
  const [tenantId, id] = [await someTenant(), newId()];
  // Where the file is to be, there is something else.
  await mkdir(join(directory, `export-${id}`));
  const writing = { engine: house.engine, directory, now: () => new Date() };
  const wanted = { tenantId, id, passphrase: "a passphrase" };
  await expect(writeExport(writing, wanted)).rejects.toThrow(/EISDIR|ERR_FS_EISDIR|directory/);
  await vi.waitFor(async () => expect(await idleInTransaction()).toBe(0));
});

test("a tenant that is gone leaves no file behind", async () => {
  const own = await mkdtemp(join(tmpdir(), "waypost-export-"));
  const writing = { engine: house.engine, directory: own, now: () => new Date() };
  const wanted = { tenantId: newId(), id: newId(), passphrase: "a passphrase" };
  await expect(writeExport(writing, wanted)).rejects.toThrow("a tenant that is exported is there");
  expect(await readdir(own)).toEqual([]);
  await rm(own, { recursive: true });
});
