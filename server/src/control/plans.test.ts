// Plans over HTTP: what a tenant hears when its plan allows no more, what it sees of it, and what the platform sets.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { presentId } from "../kernel/ids.ts";
import { createAcceptor, messageRoutes } from "../messaging/index.ts";
import { capacity, openPlans, type Plans, plansJobs } from "../plans/index.ts";
import { createPeopleReader, createPoliciesInForce } from "../routing/index.ts";
import { createSenderFinder } from "../senders/index.ts";
import { findRecipients, findRoads, senderNamedBy } from "./addressing.ts";
import { ownPlanRoutes, planGates } from "./plans.ts";

let house: Harness;
let plans: Plans;
let tenant: Tenant;
let key: string;
let senderId: string;
let staff: Record<string, string>;

beforeAll(async () => {
  house = await createHarness(
    ({ app, engine }) => {
      plans = openPlans({ engine, use: "accept", onError: () => undefined });
      const finder = createSenderFinder({ db: app, now: Date.now });
      const now = (): Date => new Date();
      const routing = {
        inForce: createPoliciesInForce({ db: app, now }),
        people: createPeopleReader(app),
        now,
      };
      const messages = messageRoutes({
        acceptor: createAcceptor({ db: app }),
        senderNamed: senderNamedBy(finder),
        parseRecipients: (tenantId, texts) => findRecipients(finder, tenantId, texts),
        chooseRoads: (caller, batch) => findRoads(finder, routing, caller, batch),
        checks: [],
        newId,
        now,
        plan: plans,
      });
      return [...messages, ...ownPlanRoutes({ newId })];
    },
    { gates: ({ engine }) => planGates({ engine, newId, plans }) },
  );
  staff = house.person({ platform: true });
});
afterAll(async () => {
  await plans.stop();
  await house.close();
});

beforeEach(async () => {
  tenant = await house.tenant();
  key = (await tenant.key("live")).text;
  senderId = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'cloud_api', 'live', $3, 5, 80, 10)`,
    [tenant.id, senderId, `+1555${senderId.slice(-7).replaceAll(/\D/g, "1")}`],
  );
});

const asStaff = (line: string, body?: unknown): Promise<Answer> =>
  ask(house, null, line, { headers: staff, ...(body === undefined ? {} : { body }) });

async function hold(caps: object, overrides: object = {}): Promise<string> {
  const made = await asStaff("POST /v1/platform/plans", { name: `p-${tenant.id.slice(-8)}`, caps });
  expect(made.status).toBe(201);
  const put = await asStaff(`PUT /v1/platform/tenants/${presentId("ten", tenant.id)}/plan`, {
    plan: made.body["id"],
    overrides,
  });
  expect(put.status).toBe(200);
  return String(made.body["id"]);
}

const message = (more: object = {}): object => ({
  to: "+14155550123",
  type: "text",
  text: { body: "Your table is ready" },
  ...more,
});
const send = (more: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(house, key, "POST /v1/messages", { body: message(more), headers });

describe("a tenant whose plan is used up", () => {
  test("hears which cap, its window and when it renews", async () => {
    await hold({ messages_per_day: 1 });
    expect((await send()).status).toBe(202);
    const refused = await send();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(86_400);
    expect(refused.body).toMatchObject({
      code: "plan_limit_reached",
      retryable: true,
      maybe_sent: false,
      errors: [{ path: "plan.messages_per_day", message: expect.stringMatching(/^1 from .*Z to .*Z$/) }],
    });
  });

  test("gets of a batch what fits, and an answer for each that does not", async () => {
    await hold({ messages_per_minute: 2, messages_per_month: 1_000 });
    const body = { messages: [message(), { to: "nobody" }, message(), message(), message()] };
    const { status, body: answer } = await ask(house, key, "POST /v1/messages/batch", { body });
    expect(status).toBe(202);
    const codes = (answer["data"] as { status?: string; error?: { code: string } }[]).map(
      (item) => item.status ?? item.error?.code,
    );
    expect(codes).toEqual([
      "queued",
      "invalid_request",
      "queued",
      "plan_limit_reached",
      "plan_limit_reached",
    ]);
    const { rows } = await house.engine.query("select count(*)::int from message where tenant_id = $1", [
      tenant.id,
    ]);
    expect(rows).toEqual([{ count: 2 }]);
  });

  test("is answered as before when it repeats what was accepted, and that uses up nothing", async () => {
    await hold({ messages_per_day: 2 });
    const named = { "idempotency-key": newId() };
    const first = await send({}, named);
    const again = await send({}, named);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await send()).status).toBe(202);
    const late = await send({}, named);
    expect([late.status, late.body]).toEqual([202, first.body]);
    expect((await send({}, { "idempotency-key": newId() })).body["code"]).toBe("plan_limit_reached");
    expect((await send({ text: { body: "Another" } }, named)).body["code"]).toBe("idempotency_mismatch");
  });

  test("uses up nothing by what is refused for another reason", async () => {
    await hold({ messages_per_day: 2 });
    expect((await send({ send_at: "2099-01-01T00:00:00Z" })).body["code"]).toBe("send_at_out_of_range");
    expect((await send({ client_reference: "order-1" })).status).toBe(202);
    expect((await send({ client_reference: "order-1" })).body["code"]).toBe("client_reference_taken");
    expect((await send()).status).toBe(202);
    expect((await send()).status).toBe(429);
  });

  test("goes on when its own cap is lifted", async () => {
    const plan = await hold({ messages_per_day: 0 });
    expect((await send()).status).toBe(429);
    await asStaff(`PUT /v1/platform/tenants/${presentId("ten", tenant.id)}/plan`, {
      plan,
      overrides: { messages_per_day: null },
    });
    expect((await send()).status).toBe(202);
  });
});

test("a tenant sees its caps, what is left and when it renews; without a plan there are none", async () => {
  expect((await ask(house, key, "GET /v1/plan")).body).toEqual({ plan: null, since: null, caps: [] });
  await hold({ messages_per_month: 100, senders: 3, seats: 2 });
  await send();
  const { body } = await ask(house, key, "GET /v1/plan");
  expect(body).toMatchObject({
    plan: { version: 1 },
    caps: [
      { cap: "messages_per_month", limit: 100, renews_at: expect.stringMatching(/Z$/) },
      { cap: "senders", limit: 3, used: 1, left: 2, renews_at: null },
      { cap: "seats", limit: 2, used: 0, left: 2, renews_at: null },
    ],
  });
  const other = await house.tenant();
  expect((await ask(house, (await other.key("live")).text, "GET /v1/plan")).body["plan"]).toBeNull();
});

test("of two who want the last place one gets it", async () => {
  await hold({ senders: 2 });
  const add = () =>
    house.app.asTenants([tenant.id], async (tx) => {
      await capacity(tx, { tenantId: tenant.id, mode: "live" }, "senders");
      const id = newId();
      await tx.query(
        `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
         values ($1, $2, 'second', 'cloud_api', 'live', $3, 5, 80, 10)`,
        [tenant.id, id, id],
      );
    });
  const all = await Promise.allSettled(Array.from({ length: 5 }, add));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refused = all.filter((each) => each.status === "rejected").map(({ reason }) => String(reason.code));
  expect(new Set(refused)).toEqual(new Set(["plan_capacity_reached"]));
});

describe("the platform", () => {
  test("makes versions that never change, archives them, and deletes what nobody was on", async () => {
    const name = `v-${tenant.id.slice(-8)}`;
    const one = await asStaff("POST /v1/platform/plans", { name, caps: { seats: 1 } });
    const two = await asStaff("POST /v1/platform/plans", { name, caps: { seats: 2 } });
    expect([one.body["version"], two.body["version"]]).toEqual([1, 2]);
    const path = `/v1/platform/plans/${String(one.body["id"])}`;
    expect((await asStaff(`PATCH ${path}`, { archived: true })).body["archived_at"]).not.toBeNull();
    const put = `PUT /v1/platform/tenants/${presentId("ten", tenant.id)}/plan`;
    expect((await asStaff(put, { plan: one.body["id"] })).body["code"]).toBe("plan_archived");
    expect((await asStaff(`DELETE ${path}`)).status).toBe(204);
    expect((await asStaff(put, { plan: two.body["id"] })).body).toMatchObject({ caps: { seats: 2 } });
    const used = await asStaff(`DELETE /v1/platform/plans/${String(two.body["id"])}`);
    expect(used.body["code"]).toBe("plan_in_use");
  });

  test("is closed to tenants, and to people who are no staff", async () => {
    expect((await ask(house, key, "GET /v1/platform/plans")).status).toBeGreaterThanOrEqual(401);
    const guest = await ask(house, null, "GET /v1/platform/usage", { headers: house.person() });
    expect(guest.status).toBeGreaterThanOrEqual(401);
  });
});

describe("usage", () => {
  const jobs = () =>
    plansJobs({
      engine: house.engine,
      newId,
      now: () => new Date(),
      pricerOf: async () => ({
        steps: [],
        priceOf: () => ({ amount: { currency: "USD", amount_micros: 1_400 } }),
      }),
    });
  const meter = () =>
    jobs()
      .find(({ name }) => name === "meter-usage")!
      .run();

  test("is counted, and handed out as JSON and CSV, to the tenant and to the platform", async () => {
    await send();
    await send({ to: "+919000000001" });
    await meter();
    const { body } = await ask(house, key, "GET /v1/usage?by=country");
    expect(body).toMatchObject({
      by: "country",
      rows: [
        { key: "IN", accepted: 1 },
        { key: "US", accepted: 1 },
      ],
      total: { accepted: 2, delivered: 0, cost: { amounts: [], unpriced_messages: 0 } },
    });
    const csv = await fetch(`${house.url}/v1/usage?by=sender`, {
      headers: { authorization: `Bearer ${key}`, accept: "text/csv" },
    });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await csv.text()).toContain(`${presentId("snd", senderId)},2,0,0,0,0,0,0,0\r\n`);
    const { body: all } = await asStaff("GET /v1/platform/usage");
    expect(all["rows"]).toContainEqual(
      expect.objectContaining({ tenant: presentId("ten", tenant.id), accepted: 2 }),
    );
    const testKey = (await tenant.key("test")).text;
    expect((await ask(house, testKey, "GET /v1/usage")).body["total"]).toMatchObject({ accepted: 0 });
    const wrong = await ask(house, key, "GET /v1/usage?from=2026-02-30");
    expect(wrong.body["errors"]).toEqual([{ path: "query.from", message: "is no day" }]);
  });

  test("raises an alert once for its window", async () => {
    await hold({ messages_per_month: 4 });
    const rules = [
      { kind: "percent_of_plan", cap: "messages_per_month", percent: 50 },
      { kind: "amount_per_month", currency: "USD", amount_micros: 1_000_000 },
    ];
    expect((await ask(house, key, "PUT /v1/usage/alerts", { body: { rules } })).status).toBe(200);
    const alerts = async () => (await ask(house, key, "GET /v1/usage/alerts")).body["alerts"];
    await send();
    await meter();
    expect(await alerts()).toEqual([]);
    await send();
    await meter();
    await send();
    await meter();
    expect(await alerts()).toMatchObject([{ type: "usage.alert", rule: rules[0], value: 2 }]);
    await ask(house, key, "PUT /v1/usage/alerts", { body: { rules } });
    expect(await alerts()).toHaveLength(1);
  });
});
