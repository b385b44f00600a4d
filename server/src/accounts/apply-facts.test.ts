// Meta's words reach the lanes: in a real database, in any order, for the right tenant, and never against a person.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import type { AccountFact } from "../transports/cloud-api/index.ts";
import { applyAccountEvents } from "./apply-account-events.ts";
import type { LaneChange } from "./apply-facts.ts";
import { cloudApiStandings, type SenderAtMeta } from "./present-account.ts";

let house: Harness;
beforeAll(async () => {
  house = await createHarness(() => []);
});
afterAll(() => house.close());

type Number = SenderAtMeta & { webhookKey: string; address: string; external_id: string };

let places = 0;
let tenant: Tenant;
let number: Number;
beforeEach(async () => {
  tenant = await house.tenant();
  number = await addNumber(tenant);
});

/** A number in an account; in the same one as another where that is named. */
async function addNumber(of: Tenant, beside?: Number): Promise<Number> {
  places += 1;
  const id = newId();
  const waba = beside === undefined ? String(200_000 + places) : String(beside.config["waba_id"]);
  const row = {
    tenant_id: of.id,
    id,
    mode: "live" as const,
    transport: "cloud_api",
    external_id: String(300_000 + places),
    config: { waba_id: waba },
    address: `+1555020${String(1_000 + places)}`,
    webhookKey: beside?.webhookKey ?? `key-${waba}`,
  };
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, external_id, webhook_key, config, shard,
                         rate_per_second, burst)
     values ($1, $2, 'Desk', $3, 'live', $4, $5, $6, $7, 7, 72, 8)`,
    [of.id, id, row.transport, row.address, row.external_id, row.webhookKey, row.config],
  );
  return row;
}

const minute = (count: number): Date => new Date(Date.now() - 3_600_000 + count * 60_000);

async function tell(
  said: AccountFact,
  at: Date,
  more: { of?: Number; key?: string; account?: boolean } = {},
): Promise<LaneChange[]> {
  const of = more.of ?? number;
  const wabaId = String(of.config["waba_id"]);
  const about = more.account === true ? null : { address: of.address };
  const event = { wabaId, number: about, at, said };
  return house.engine.transaction((tx) =>
    applyAccountEvents(tx, [{ webhookKey: more.key ?? of.webhookKey, event }], new Date()),
  );
}

async function senderRow(of: Number = number) {
  const { rows } = await house.engine.query(
    "select paused_at, paused_until, pause_reason, rate_per_second, burst from sender where id = $1",
    [of.id],
  );
  return rows[0] as Record<string, unknown>;
}

async function standing(of: Number = number) {
  const found = await house.app.asTenants([of.tenant_id], (tx) => cloudApiStandings(tx, [of], new Date()));
  return found.get(of.id);
}

const ban = (state: string): AccountFact => ({ fact: "ban", value: { state, day: null } });

describe("a ban of the account", () => {
  test("stops every number of it, and reinstatement sets them free", async () => {
    const other = await addNumber(tenant, number);
    const stranger = await addNumber(await house.tenant());
    const changes = await tell(ban("DISABLE"), minute(1), { account: true });
    expect(
      changes
        .filter(({ kind }) => kind === "stopped")
        .map(({ senderId }) => senderId)
        .toSorted(),
    ).toEqual([number.id, other.id].toSorted());
    expect(await senderRow()).toMatchObject({ pause_reason: "account_restricted", paused_until: null });
    expect(await senderRow(stranger)).toMatchObject({ paused_at: null });
    await tell(ban("REINSTATE"), minute(2), { account: true });
    expect(await senderRow()).toMatchObject({ paused_at: null, pause_reason: null });
    expect(await senderRow(other)).toMatchObject({ paused_at: null });
  });

  test("that is told after its reinstatement stops nobody", async () => {
    await tell(ban("REINSTATE"), minute(2), { account: true });
    await tell(ban("DISABLE"), minute(1), { account: true });
    expect(await senderRow()).toMatchObject({ paused_at: null });
  });

  test("told many times is one", async () => {
    for (let times = 0; times < 3; times++) await tell(ban("DISABLE"), minute(1), { account: true });
    const { rows } = await house.engine.query(
      "select count(*)::int as told from account_fact where tenant_id = $1 and fact = 'ban'",
      [tenant.id],
    );
    expect(rows).toEqual([{ told: 1 }]);
  });

  test("signed by another app is nobody's", async () => {
    await tell(ban("DISABLE"), minute(1), { account: true, key: "another key" });
    expect(await senderRow()).toMatchObject({ paused_at: null });
  });
});

test("a restriction stops until it ends", async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const value = [{ type: "RESTRICTED_BIZ_INITIATED_MESSAGING", until }];
  await tell({ fact: "restrictions", value }, minute(1), { account: true });
  expect(await senderRow()).toMatchObject({
    paused_until: new Date(until),
    pause_reason: "account_restricted",
  });
  expect(await standing()).toMatchObject({ restrictions: value, warnings: [{ code: "account_restricted" }] });
});

test("a flag is about the one number it names", async () => {
  const other = await addNumber(tenant, number);
  await tell({ fact: "flagged", value: true }, minute(1));
  expect(await senderRow()).toMatchObject({ pause_reason: "sender_quality_restricted" });
  expect(await senderRow(other)).toMatchObject({ paused_at: null });
});

test("a person's pause is left as it is, and what they lifted is not stopped by the same word", async () => {
  await house.engine.query(
    "update sender set paused_at = now(), pause_reason = 'paused by a person' where id = $1",
    [number.id],
  );
  await tell({ fact: "quality", value: "RED" }, minute(1));
  expect(await senderRow()).toMatchObject({ pause_reason: "paused by a person" });
  await house.engine.query("update sender set paused_at = null, pause_reason = null where id = $1", [
    number.id,
  ]);
  await tell({ fact: "quality", value: "RED" }, minute(2));
  expect(await senderRow()).toMatchObject({ paused_at: null });
  await tell({ fact: "quality", value: "GREEN" }, minute(3));
  await tell({ fact: "quality", value: "RED" }, minute(4));
  expect(await senderRow()).toMatchObject({ pause_reason: "sender_quality_restricted" });
});

test("a throughput upgrade sets the lane's pace to nine tenths of Meta's", async () => {
  await tell({ fact: "throughput", value: "HIGH" }, minute(1));
  expect(await senderRow()).toMatchObject({ rate_per_second: 900, burst: 90 });
  expect(await standing()).toMatchObject({ throughput: { level: "HIGH", per_second: 900 } });
});

test("the portfolio's limit holds as it was said last, of the number or of its account", async () => {
  await tell({ fact: "messaging_limit", value: 2_000 }, minute(2), { account: true });
  await tell({ fact: "messaging_limit", value: 250 }, minute(1));
  expect(await standing()).toMatchObject({ messaging_limit: { people: 2_000 } });
  await tell({ fact: "messaging_limit", value: null }, minute(3));
  expect(await standing()).toMatchObject({ messaging_limit: { people: null } });
});

test("what one tenant heard is not seen by another", async () => {
  await tell({ fact: "quality", value: "YELLOW" }, minute(1));
  const other = await house.tenant();
  const seen = await house.app.asTenants([other.id], (tx) => cloudApiStandings(tx, [number], new Date()));
  expect(seen.get(number.id)?.quality).toBeNull();
  expect((await standing())?.quality).toBe("YELLOW");
});

test("two rounds that hear of the same numbers at once both end, in the later word", async () => {
  const others = await Promise.all([1, 2, 3].map(() => addNumber(tenant, number)));
  await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      tell(ban(at % 2 === 0 ? "DISABLE" : "REINSTATE"), minute(at), {
        account: true,
      }),
    ),
  );
  for (const each of [number, ...others]) expect(await senderRow(each)).toMatchObject({ paused_at: null });
});
