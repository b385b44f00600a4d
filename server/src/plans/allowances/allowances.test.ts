// Caps over several processes: never beyond, however many accept at once; what a crash leaves is found again.

import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { createIdMaker } from "../../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../kernel/postgres/test-database.ts";
import { assign } from "../assign.ts";
import { settleWindows } from "../jobs.ts";
import { createPlansInForce } from "../in-force.ts";
import { savePlan } from "../save-plan.ts";
import type { Use } from "../store/window.ts";
import { type Allowances, createAllowances, enlarge, piecesOf } from "./allowances.ts";
import { createPurse } from "./purse.ts";
import { type Reservation, reserve } from "./reserve.ts";

const newId = createIdMaker(Date.now);
let database: TestDatabase;
let engine: Database;
let tenantId: string;
let shift = 0;
let wallClock = Date.now;
const clock = { now: () => wallClock() + shift, monotonic: () => performance.now() + shift };
const noon = new Date("2026-11-21T12:00:10Z");

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 6,
    onError: () => undefined,
  });
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});
beforeEach(async () => {
  shift = 0;
  wallClock = Date.now;
  tenantId = newId();
  await engine.query(
    "insert into tenant (id, slug, name, data_key, time_zone) values ($1, $2, 'Marigold', '', 'Asia/Kolkata')",
    [tenantId, `t-${tenantId}`],
  );
});

async function hold(caps: object): Promise<void> {
  const { id } = await savePlan(engine, newId, { name: "small", caps });
  await assign(engine, { tenantId, planId: id, overrides: {}, since: null });
}

/** One life of a process. */
function live(use: Use = "accept"): Allowances {
  const errors: Error[] = [];
  const onError = (error: Error): void => void errors.push(error);
  onTestFinished(() => expect(errors).toEqual([]));
  const inForce = createPlansInForce({ engine, monotonic: clock.monotonic, onError });
  return createAllowances({ engine, inForce, use, holder: randomUUID(), clock, onError });
}

const owner = () => ({ tenantId, mode: "live" as const });
const ask = (process: Allowances, count: number, now = noon): Promise<Reservation | null> =>
  reserve(process, owner(), count, now);
/** As many as fit, accepted. */
async function take(process: Allowances, count: number, now = noon): Promise<number> {
  const reserved = await ask(process, count, now);
  if (reserved === null) throw new Error("the tenant has a plan");
  reserved.settle(reserved.fits);
  return reserved.fits;
}

const taken = async (kind = "day"): Promise<number> => {
  const { rows } = await engine.query<{ taken: string }>(
    "select taken from plan_window where tenant_id = $1 and kind = $2 order by starts_at desc limit 1",
    [tenantId, kind],
  );
  return Number(rows[0]?.taken);
};

describe("a cap", () => {
  // Once its window is long over, a process has nothing to give back.
  beforeEach(() => void (wallClock = () => noon.getTime()));

  test("is reached exactly by four processes that accept at once, and never passed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 700 }),
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 120 })), { minLength: 12, maxLength: 40 }),
        async (cap, asks) => {
          await engine.query("delete from plan_window where tenant_id = $1", [tenantId]);
          await engine.query("delete from tenant_plan where tenant_id = $1", [tenantId]);
          await hold({ messages_per_day: cap });
          const processes = [live(), live(), live(), live()];
          const given = await Promise.all(asks.map(([who, count]) => take(processes[who]!, count)));
          const sum = given.reduce((total, count) => total + count, 0);
          const wanted = asks.reduce((total, [, count]) => total + count, 0);
          expect(sum).toBeLessThanOrEqual(cap);
          // Nothing that was free when all were done: what others hold unused goes back, and is there.
          for (const process of processes) await process.stop();
          expect(await taken()).toBe(sum);
          const rest = await take(live(), 1_000);
          expect(sum + rest).toBe(Math.min(cap, sum + 1_000));
          if (wanted <= cap / 2) expect(sum).toBe(wanted);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("of several windows lets through what fits into all of them", async () => {
    await hold({ messages_per_minute: 5, messages_per_day: 8 });
    const process = live();
    expect(await take(process, 7)).toBe(5);
    const minute = await ask(process, 2);
    expect(minute).toMatchObject({ fits: 0, refusal: { code: "plan_limit_reached" } });
    expect(minute?.refusal?.headers).toEqual({ "retry-after": "50" });
    expect(minute?.refusal?.errors[0]?.path).toBe("plan.messages_per_minute");
    const next = new Date(noon.getTime() + 60_000);
    expect(await take(process, 5, next)).toBe(3);
    const day = await ask(process, 1, next);
    expect(day?.refusal?.errors[0]?.path).toBe("plan.messages_per_day");
    expect(day?.refusal?.message).toContain("2026-11-21T18:30:00.000Z");
  });

  test("renews at midnight by the tenant's clock", async () => {
    await hold({ messages_per_day: 3 });
    const process = live();
    expect(await take(process, 5, new Date("2026-11-21T18:29:59.999Z"))).toBe(3);
    expect(await take(process, 5, new Date("2026-11-21T18:30:00Z"))).toBe(3);
  });

  test("does not begin anew because the tenant moves its clock", async () => {
    await hold({ messages_per_day: 10 });
    expect(await take(live(), 8)).toBe(8);
    await engine.query("update tenant set time_zone = 'Europe/Berlin' where id = $1", [tenantId]);
    expect(await take(live(), 8)).toBeLessThanOrEqual(2);
  });

  test("counts live and test traffic apart", async () => {
    await hold({ messages_per_day: 2 });
    const process = live();
    expect(await take(process, 2)).toBe(2);
    expect(await reserve(process, { tenantId, mode: "test" }, 2, noon)).toMatchObject({ fits: 2 });
  });

  test("takes back what was set aside and not accepted", async () => {
    await hold({ messages_per_day: 4 });
    const process = live();
    (await ask(process, 4))?.settle(1);
    expect(await take(process, 4)).toBe(3);
  });

  test("is none for a tenant without a plan, or whose plan has ended", async () => {
    expect(await ask(live(), 1_000)).toBeNull();
    await hold({ messages_per_day: 1 });
    await assign(engine, { tenantId, planId: null, overrides: {}, since: null });
    expect(await ask(live(), 1_000)).toBeNull();
  });

  test("of nothing lets nothing through", async () => {
    await hold({ messages_per_month: 0 });
    expect(await ask(live(), 1)).toMatchObject({ fits: 0 });
  });
});

describe("what a process has", () => {
  test("goes back when it is idle, so that another may use it", async () => {
    await hold({ messages_per_day: 100 });
    const [idle, busy] = [live(), live()];
    await take(idle, 1, clockNow());
    shift += 3_000;
    await idle.sweep();
    expect(await taken()).toBe(1);
    expect(await take(busy, 200, clockNow())).toBe(99);
  });

  test("is counted anew from the ledger when it ends without a word, and not before", async () => {
    await hold({ messages_per_day: 1_000 });
    const [dead, alive] = [live(), live()];
    const sender = await addSender();
    for (const process of [dead, alive]) await take(process, 3, clockNow());
    await addMessages(sender, 6);
    await alive.sweep();
    const before = await taken();
    expect(before).toBeGreaterThan(6);
    expect(await settleWindows({ engine })).toBe(0);
    // As if the dead had not been heard of for three minutes.
    await engine.query(
      "update plan_lease set renewed_at = renewed_at - interval '3 minutes' where holder = $1",
      [dead.deps.holder],
    );
    expect(await settleWindows({ engine })).toBe(1);
    const free = [...alive.pieces.values()].reduce((sum, { granted, gone }) => sum + granted - gone, 0);
    expect(await taken()).toBe(6 + free);
    const all = await take(live(), 10_000, clockNow());
    expect(all).toBe(1_000 - 6 - free);
  });

  test("is let go of when the database has not heard of it for long: others may have it by then", async () => {
    await hold({ messages_per_day: 100 });
    const process = live();
    await take(process, 1, clockNow());
    const [former] = [...process.pieces.values()];
    shift += 60_000;
    await take(process, 1, clockNow());
    expect([...process.pieces.values()]).not.toContain(former);
  });
});

test("one window asked for twice at once is lent once, and then what is left", async () => {
  await hold({ messages_per_day: 10 });
  const process = live();
  const limits = { caps: { messages_per_day: 10 }, zone: "UTC" };
  const [former] = piecesOf(process, owner(), limits, clock.now());
  shift += 60_000;
  const [successor] = piecesOf(process, owner(), limits, clock.now());
  expect(former?.piece).not.toBe(successor?.piece);
  await Promise.all([former, successor].map((each) => enlarge(process, each!.piece, 10, 8)));
  expect(former!.piece.granted + successor!.piece.granted).toBe(10);
  expect(await taken()).toBe(10);
});

describe("a purse", () => {
  test("of two nodes holds what the day allows between them, and says what to wait for", async () => {
    await hold({ messages_per_day: 50 });
    const nodes = [live("dispatch"), live("dispatch")];
    for (const node of nodes) await node.deps.inForce.known();
    const purses = nodes.map((node) => createPurse(node, owner()));
    let sent = 0;
    await expect
      .poll(() => {
        const all = purses.map((purse) => purse.take(8));
        for (const { count, settle } of all) {
          settle({ attempts: count, messages: count });
          sent += count;
        }
        return all.every(({ wait }) => wait !== null);
      })
      .toBe(true);
    expect(sent).toBe(50);
    expect(purses[0]?.take(1).wait?.text).toContain("50 messages a day");
  });

  test("counts each message once for the day, and each attempt for the minute", async () => {
    await hold({ messages_per_minute: 10, messages_per_day: 3 });
    const node = live("dispatch");
    await node.deps.inForce.known();
    const purse = createPurse(node, owner());
    await expect
      .poll(() => {
        const { count, settle } = purse.take(1);
        settle({ attempts: 0, messages: 0 });
        return count;
      })
      .toBe(1);
    purse.take(1).settle({ attempts: 1, messages: 0 });
    const used = Object.fromEntries([...node.pieces.values()].map(({ window, gone }) => [window.kind, gone]));
    expect(used).toEqual({ minute: 1, day: 0 });
  });

  test("is bottomless for a tenant without a plan", async () => {
    const node = live("dispatch");
    await node.deps.inForce.known();
    expect(createPurse(node, owner()).take(500)).toMatchObject({ count: 500, wait: null });
  });
});

const clockNow = (): Date => new Date(clock.now());

async function addSender(): Promise<string> {
  const id = newId();
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'cloud_api', 'live', '+15550100000', 3, 80, 10)`,
    [tenantId, id],
  );
  return id;
}

async function addMessages(senderId: string, count: number): Promise<void> {
  await engine.query(
    `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, unknown_policy, created_at, updated_at)
     select $1, id, 'live', $2, 3, '+14155550123', 1, 'utility', 'text', '{}', 'sent', now(), 'once', now(), now()
     from unnest($3::uuid[]) as id`,
    [tenantId, senderId, Array.from({ length: count }, newId)],
  );
}
