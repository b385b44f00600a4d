// The end of a tenant in the real composition: what each state allows, the export, and an erasure that leaves nothing.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAudit } from "../compliance/index.ts";
import { ask, newId, type Tenant } from "../http/harness.ts";
import { openSealed } from "../kernel/archive/seal.ts";
import type { Database } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import type { Mode } from "../kernel/route.ts";
import { type MediaStore, openMediaStore } from "../media/index.ts";
import { asOwnerOf, fillTables, rowsNaming as rowsNamingIn } from "../tenancy/testing/fill-tables.ts";
import {
  addMessage,
  createTenantHouse,
  pathOf,
  slugOf,
  type TenantHouse,
} from "../tenancy/testing/tenant-house.ts";
import { tenantDownload, tenantJobs } from "./tenants.ts";

let house: TenantHouse;
let media: MediaStore;
let dataDir: string;
const failures: Error[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "waypost-tenants-"));
  media = await openMediaStore({ address: null, dataDir });
  const query = ((...args: Parameters<Database["query"]>) =>
    house.engine.query(...args)) as Database["query"];
  const later = (): never => expect.unreachable("one statement is all it needs");
  const engine = { query, transaction: later, asTenants: later, close: later };
  house = await createTenantHouse([tenantDownload({ engine, media })]);
});
afterAll(async () => {
  await house.close();
  await media.close();
  await rm(dataDir, { recursive: true });
});

async function runAnyway(name: string, store: MediaStore = media): Promise<void> {
  const { engine, vault } = house;
  const onError = (error: Error): void => void failures.push(error);
  const jobs = tenantJobs({ engine, vault, media: store, audit: createAudit(vault), onError });
  await jobs.find((job) => job.name === name)?.run();
}

async function run(name: string): Promise<void> {
  await runAnyway(name);
  expect(failures).toEqual([]);
}

const rowsNaming = (id: string) => rowsNamingIn(house.engine, id);
const asOwner = (statement: string) => asOwnerOf(house.engine, (tx) => tx.query(statement));

async function fillEverything(tenantId: string): Promise<void> {
  await addMessage(house, tenantId);
  await house.engine.query(
    "insert into webhook_in (id, source, webhook_key, body) values ($1, 'cloud-api', $2, '')",
    [newId(), `hook of ${tenantId}`],
  );
  const sha256 = Buffer.alloc(32, 0xab);
  await house.engine.query("insert into media_blob (tenant_id, sha256, size_bytes) values ($1, $2, 9)", [
    tenantId,
    sha256,
  ]);
  await house.engine.query(
    `insert into media (tenant_id, id, mode, sha256, mime_type, size_bytes, kind, origin, expires_at)
     values ($1, $2, 'live', $3, 'image/png', 9, 'image', 'upload', now() + interval '1 day')`,
    [tenantId, newId(), sha256],
  );
  const filled = await fillTables(house.engine, tenantId);
  expect(filled.length).toBeGreaterThan(30);
  await house.engine.query("update legal_hold set lifted_at = now() where tenant_id = $1", [tenantId]);
  // It is asked for by who closes, and not made of guesses.
  await house.engine.query("delete from tenant_export where tenant_id = $1", [tenantId]);
}

async function stage(name: { tenantId: string; sha256: string }, text: string): Promise<void> {
  const path = join(dataDir, newId());
  await writeFile(path, text);
  await media.put(name, { path, sizeBytes: text.length });
}

async function unpack(file: Buffer, passphrase: string): Promise<Record<string, string>> {
  const plain = await openSealed(Readable.from([file], { objectMode: false }), {
    text: passphrase,
    derived: true,
  });
  const entries = extract();
  plain.pipe(entries);
  const found: Record<string, string> = {};
  for await (const entry of entries) found[entry.header.name] = String(await buffer(entry));
  return found;
}

describe("a tenant of each state", () => {
  const reached = async (tenant: Tenant, key: string): Promise<Record<string, unknown>> => {
    const reads = await ask(house, key, "GET /v1/probe");
    const writes = await ask(house, key, "POST /v1/probe");
    const makes = await ask(house, key, "POST /v1/api-keys", {
      body: { name: "x", mode: "test", scopes: ["senders:read"] },
    });
    const sees = await ask(house, key, "GET /v1/tenant");
    const patches = await ask(house, key, "PATCH /v1/tenant", { body: { name: "Marigold" } });
    const { state } = (await house.staff(`GET ${pathOf(tenant)}`)).body;
    return {
      state,
      read: [reads.status, sees.status],
      write: [writes, makes, patches].map(({ status, body }) => body["code"] ?? status),
    };
  };
  const works = { read: [200, 200], write: [200, 201, 200] };
  const refusal = "tenant_suspended";
  const halted = { read: [200, 200], write: [refusal, refusal, refusal] };
  const gone = { read: [401, 401], write: ["unauthorized", "unauthorized", "unauthorized"] };

  it("can do what its state allows, in both modes, from the next look-up of its key on", async () => {
    const tenant = await house.tenant();
    // Each key is new to the server, as a remembered one knows its state for four seconds.
    const seen = async (mode: Mode) => reached(tenant, (await tenant.key(mode)).text);
    await house.engine.query(
      "update tenant set state = 'trial', trial_ends_at = now() + interval '1 day' where id = $1",
      [tenant.id],
    );
    expect(await seen("live")).toEqual({ state: "trial", ...works });
    expect((await house.staff(`POST ${pathOf(tenant)}/activate`, { reason: "paid" })).status).toBe(200);
    expect(await seen("live")).toEqual({ state: "active", ...works });
    expect((await house.staff(`POST ${pathOf(tenant)}/suspend`, { reason: "unpaid" })).body).toMatchObject({
      state: "suspended",
      state_reason: "unpaid",
    });
    expect(await seen("live")).toEqual({ state: "suspended", ...halted });
    expect(await seen("test")).toEqual({ state: "suspended", ...halted });
    const close = { confirm: slugOf(tenant), reason: "gone" };
    expect((await house.staff(`POST ${pathOf(tenant)}/close`, close)).status).toBe(202);
    expect(await seen("live")).toEqual({ state: "closing", ...halted });
    const former = (await tenant.key("live")).text;
    expect((await house.staff(`POST ${pathOf(tenant)}/erase`, { confirm: slugOf(tenant) })).status).toBe(202);
    await run("erase-tenants");
    expect(await reached(tenant, former)).toEqual({ state: "erased", ...gone });
  });

  it("is led by steps that lead from where it is, and by none else", async () => {
    const tenant = await house.tenant();
    const wrong = { status: 409, body: { code: "tenant_wrong_state" } };
    expect(await house.staff(`POST ${pathOf(tenant)}/erase`, { confirm: slugOf(tenant) })).toMatchObject(
      wrong,
    );
    expect(await house.staff(`POST ${pathOf(tenant)}/activate`, { reason: "x" })).toMatchObject(wrong);
    for (const verb of ["close", "erase"]) {
      const body = { confirm: "another", ...(verb === "close" ? { reason: "x" } : {}) };
      expect(await house.staff(`POST ${pathOf(tenant)}/${verb}`, body)).toMatchObject({
        status: 409,
        body: { code: "confirmation_mismatch" },
      });
    }
    expect(
      (await house.staff(`POST /v1/platform/tenants/${presentId("ten", newId())}/suspend`, { reason: "x" }))
        .status,
    ).toBe(404);
  });
});

describe("a tenant that closes", () => {
  it("is exported, then erased with no row and no byte left", async () => {
    const tenant = await house.tenant();
    const other = await house.tenant();
    for (const { id } of [tenant, other]) await fillEverything(id);
    const bytes = { tenantId: tenant.id, sha256: "ab".repeat(32) };
    await stage(bytes, "a picture");
    const closed = await house.staff(`POST ${pathOf(tenant)}/close`, {
      confirm: slugOf(tenant),
      reason: "they left",
    });
    const access = closed.body["export"] as { url: string; passphrase: string; valid_days: number };
    expect(access.valid_days).toBe(7);
    const link = access.url.replace("http://waypost.test", house.url);
    expect((await fetch(link)).status).toBe(404);
    await run("export-tenants");
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({
      export: { state: "done", problem: null },
    });

    const file = Buffer.from(await (await fetch(link)).arrayBuffer());
    const entries = await unpack(file, access.passphrase);
    const [line] = entries["tables/message/000001.ndjson"]?.split("\n") ?? [];
    expect(JSON.parse(line ?? "")).toMatchObject({ tenant_id: tenant.id, recipient: "+14155550123" });
    expect(JSON.parse(entries["totals.json"] ?? "")).toMatchObject({
      rows: { lane_entry: expect.any(Number) },
      files: expect.any(Number),
    });
    const text = Object.values(entries).join("\n");
    expect(text).not.toContain(other.id);
    // What opens or proves something stays behind: hashes of keys, sealed secrets, wrapped data keys.
    expect(text).not.toMatch(/"(secret_hash|data_key|secrets|token_hash|passphrase|password_hash)":/);
    await expect(unpack(file, "another")).rejects.toThrow("does not open");

    await run("erase-tenants");
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "closing" });
    const before = await rowsNaming(other.id);
    await house.staff(`POST ${pathOf(tenant)}/erase`, { confirm: slugOf(tenant) });
    await run("erase-tenants");
    expect(await rowsNaming(tenant.id)).toEqual({ tenant_tombstone: 1 });
    expect(await rowsNaming(other.id)).toEqual(before);
    expect(await media.open(bytes)).toBeNull();
    expect((await fetch(link)).status).toBe(404);
    const left = (await house.staff(`GET ${pathOf(tenant)}`)).body;
    expect(left).toMatchObject({ state: "erased", counts: { files: 3, api_key: 1, webhook_in: 1 } });
    expect(left).not.toHaveProperty("slug");
  });

  it("goes on with its erasure where a crash has cut it off", async () => {
    const tenant = await house.tenant();
    await fillEverything(tenant.id);
    await house.staff(`POST ${pathOf(tenant)}/close`, {
      confirm: slugOf(tenant),
      reason: "x",
      erase_after_days: 0,
    });
    await stage({ tenantId: tenant.id, sha256: "ab".repeat(32) }, "a picture");
    await runAnyway("erase-tenants", {
      ...media,
      delete: () => Promise.reject(new Error("the store is away")),
    });
    expect(failures.splice(0).map(({ message }) => message)).toEqual(["the store is away"]);
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "closing" });
    await run("erase-tenants");
    expect(await rowsNaming(tenant.id)).toEqual({ tenant_tombstone: 1 });
  });

  it("would be kept by a table that nobody empties, and that is said and not passed over", async () => {
    const tenant = await house.tenant();
    await asOwner(`
      create table clinging (tenant_id uuid primary key);
      grant select on clinging to waypost_engine;
      insert into clinging values ('${tenant.id}')`);
    await house.staff(`POST ${pathOf(tenant)}/close`, {
      confirm: slugOf(tenant),
      reason: "x",
      erase_after_days: 0,
    });
    await runAnyway("erase-tenants");
    expect(failures.splice(0).map(({ message }) => message)).toEqual(["nobody has emptied clinging"]);
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "closing" });
    await asOwner("drop table clinging");
    await run("erase-tenants");
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "erased" });
  });

  it("is not erased while it is on legal hold", async () => {
    const tenant = await house.tenant();
    await house.engine.query(
      "insert into legal_hold (tenant_id, id, reason, placed_by) values ($1, $2, 'a claim', 'operator')",
      [tenant.id, newId()],
    );
    const close = { confirm: slugOf(tenant), reason: "x", erase_after_days: 0 };
    await house.staff(`POST ${pathOf(tenant)}/close`, close);
    await run("erase-tenants");
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "closing" });
    const asked = await house.staff(`POST ${pathOf(tenant)}/erase`, { confirm: slugOf(tenant) });
    expect(asked).toMatchObject({ status: 409, body: { detail: expect.stringContaining("legal hold") } });
    await house.engine.query("update legal_hold set lifted_at = now() where tenant_id = $1", [tenant.id]);
    await run("erase-tenants");
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "erased" });
  });

  it("is swept up after a crash that came when its own row was gone", async () => {
    const tenant = await house.tenant();
    await house.engine.query("insert into tenant_tombstone values ($1, '', now(), now(), null, '{}')", [
      tenant.id,
    ]);
    await house.engine.query("delete from tenant where id = $1", [tenant.id]);
    await house.engine.query(
      "insert into request_minute (tenant_id, minute, requests) values ($1, now(), 1)",
      [tenant.id],
    );
    await run("erase-tenants");
    expect(await rowsNaming(tenant.id)).toEqual({ tenant_tombstone: 1 });
    expect((await house.staff(`GET ${pathOf(tenant)}`)).body).toMatchObject({ state: "erased" });
  });
});
