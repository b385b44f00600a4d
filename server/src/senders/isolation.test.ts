// Keeps tenants apart by the statements alone, under a role that row-level security lets see everybody.

import { afterAll, beforeAll, expect, it } from "vitest";
import { createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { shardOf } from "./sender.ts";
import { listSenders, readSender, readSendersNamed } from "./store.ts";

let house: Harness;

beforeAll(async () => {
  house = await createHarness(() => []);
});
afterAll(() => house.close());

async function addSender(tenant: Tenant): Promise<string> {
  const id = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'cloud_api', 'live', '+15550100000', $3, 1, 1)`,
    [tenant.id, id, shardOf(id)],
  );
  return id;
}

it("finds nothing of another tenant, even for the role that sees all", async () => {
  const [ours, theirs] = [await house.tenant(), await house.tenant()];
  const [ourSender, theirSender] = [await addSender(ours), await addSender(theirs)];
  const { rows } = await house.engine.query<{ id: string }>("select id from sender");
  expect(rows.map((row) => row.id)).toEqual(expect.arrayContaining([ourSender, theirSender]));
  expect(await readSender(house.engine, [ours.id, "live", theirSender])).toEqual([]);
  const named = await readSendersNamed(house.engine, [ours.id, "live", [theirSender, ourSender]]);
  expect(named.map((row) => row.id)).toEqual([ourSender]);
  const listed = await listSenders(house.engine, [ours.id, "live", null, 100]);
  expect(listed.map((row) => row.id)).toEqual([ourSender]);
});
