// Keeps tenants apart by row-level security alone, with routes that forget to name the tenant.

import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tx } from "../kernel/db.ts";
import type { Route } from "../kernel/route.ts";
import { ask, createHarness, type Harness, newId, type Tenant } from "./harness.ts";

/** What every store does not do: it forgets to name the tenant. Row-level security alone must hold. */
const careless: Route = {
  method: "GET",
  path: "/v1/careless",
  scope: "senders:read",
  summary: "Everything there is",
  schema: { response: { 200: Type.Unknown() } },
  handler: {
    kind: "transaction",
    handle: async (_request, tx) => ({
      status: 200,
      body: { senders: await everySender(tx), keys: await count(tx, "api_key") },
    }),
  },
};

let house: Harness;
let ours: Tenant;
let theirs: Tenant;
let ourSender: string;
let theirSender: string;

beforeAll(async () => {
  house = await createHarness(() => [careless]);
  [ours, theirs] = [await house.tenant(), await house.tenant()];
  [ourSender, theirSender] = [await addSender(ours), await addSender(theirs)];
});
afterAll(() => house.close());

async function addSender(tenant: Tenant): Promise<string> {
  const id = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'cloud_api', 'live', '+15550100000', 0, 1, 1)`,
    [tenant.id, id],
  );
  return id;
}

async function everySender(tx: Tx): Promise<string[]> {
  return (await tx.query<{ id: string }>("select id from sender")).rows.map((row) => row.id);
}

async function count(tx: Tx, table: "api_key" | "tenant" | "sender"): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? Number.NaN;
}

describe("row-level security, with the application's care off", () => {
  it("shows a request its tenant's rows only", async () => {
    const [key] = [await ours.key("live"), await theirs.key("live")];
    const { body } = await ask(house, key.text, "GET /v1/careless");
    expect(body).toEqual({ senders: [ourSender], keys: 1 });
  });

  it("shows nothing where no tenant was named", async () => {
    expect(await house.app.transaction((tx) => everySender(tx))).toEqual([]);
    expect(await house.app.transaction((tx) => count(tx, "tenant"))).toBe(0);
    expect(await house.app.asTenants([], (tx) => everySender(tx))).toEqual([]);
  });

  it("does not let one transaction's tenant reach into the next on the same connection", async () => {
    for (let round = 0; round < 20; round++) await house.app.asTenants([theirs.id], (tx) => everySender(tx));
    expect(await house.app.transaction((tx) => everySender(tx))).toEqual([]);
    await expect(house.app.asTenants([theirs.id], () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await house.app.transaction((tx) => everySender(tx))).toEqual([]);
  });

  it("neither changes nor deletes nor creates in another tenant's name", async () => {
    await house.app.asTenants([ours.id], async (tx) => {
      expect((await tx.query("update sender set name = 'x' where id = $1", [theirSender])).rowCount).toBe(0);
      expect((await tx.query("delete from sender where id = $1", [theirSender])).rowCount).toBe(0);
    });
    const smuggle = house.app.asTenants([ours.id], (tx) =>
      tx.query("update sender set tenant_id = $1 where id = $2", [theirs.id, ourSender]),
    );
    await expect(smuggle).rejects.toThrow(/row-level security/);
  });

  it("cannot be stepped around by the application's role", async () => {
    await expect(house.app.query("set row_security = off; select id from sender")).rejects.toThrow(
      /row-level security|permission/,
    );
    await expect(house.app.query("alter table sender disable row level security")).rejects.toThrow(/owner/);
    await expect(house.app.query("update tenant set data_key = ''")).rejects.toThrow(/permission denied/);
  });
});
