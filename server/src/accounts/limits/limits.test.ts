// Meta's limits on people, in a real database: portfolios shared by numbers, windows that count for nothing, rests.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { createLimitGuard, type LimitGuard } from "./limit-guard.ts";
import { keepWithheld, marketingRestsOf } from "./withheld.ts";

let house: Harness;
let guard: LimitGuard;
const errors: Error[] = [];
beforeAll(async () => {
  house = await createHarness(() => []);
});
afterAll(async () => {
  await house.close();
  expect(errors).toEqual([]);
});

let tenant: Tenant;
beforeEach(async () => {
  tenant = await house.tenant();
  const onError = (error: Error): void => void errors.push(error);
  guard = createLimitGuard({ engine: house.engine, now: () => new Date(), onError });
});

let places = 0;

/** A number whose portfolio may begin to write to so many people; undefined when Meta has not said. */
async function addNumber(
  limit: number | null | undefined,
  portfolio: string | null = "900",
): Promise<string> {
  places += 1;
  const [id, external] = [newId(), String(310_000 + places)];
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, external_id, config, shard, rate_per_second,
                         burst)
     values ($1, $2, 'Desk', 'cloud_api', 'live', $3, $4, '{"waba_id": "700"}', 7, 72, 8)`,
    [tenant.id, id, `+1555030${1_000 + places}`, external],
  );
  await house.engine.query(
    "insert into account_check (tenant_id, sender_id, checked_at, portfolio_id) values ($1, $2, now(), $3)",
    [tenant.id, id, portfolio],
  );
  if (limit !== undefined) {
    await house.engine.query(
      `insert into account_fact (tenant_id, mode, object, fact, at, seen_at, value, source)
       values ($1, 'live', $2, 'messaging_limit', now(), now(), $3, 'refresh')`,
      [tenant.id, external, JSON.stringify(limit)],
    );
  }
  return id;
}

const person = (index: number): string => `+1415556${1_000 + index}`;
const everybody = (count: number): string[] => Array.from({ length: count }, (_, index) => person(index));

async function admitted(sender: string, people: readonly string[]): Promise<number> {
  const answers = await Promise.all(people.map((each) => guard.refusal(sender, each)));
  return answers.filter((answer) => answer === null).length;
}

describe("a portfolio's messaging limit", () => {
  test("lets nine tenths of its people in, however many ask at once", async () => {
    const sender = await addNumber(50);
    expect(await admitted(sender, everybody(120))).toBe(45);
    const refusal = await guard.refusal(sender, person(119));
    expect(refusal).toMatchObject({
      kind: "later",
      scope: "message",
      counts: false,
      error: { code: "messaging_limit_reached" },
    });
  });

  test("is kept by several processes that ask at once", async () => {
    const sender = await addNumber(100);
    const guards = [1, 2, 3].map(() =>
      createLimitGuard({
        engine: house.engine,
        now: () => new Date(),
        onError: (error) => errors.push(error),
      }),
    );
    const answers = await Promise.all(
      guards.flatMap((each, turn) =>
        everybody(300)
          .filter((_, index) => index % 3 === turn)
          .map((one) => each.refusal(sender, one)),
      ),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(90);
  });

  test("counts a person once, and goes on letting in those it counted", async () => {
    const sender = await addNumber(10);
    expect(await admitted(sender, [...everybody(9), ...everybody(9)])).toBe(18);
    expect(await admitted(sender, everybody(12))).toBe(9);
  });

  test("is shared by the numbers of a portfolio, and not with another's", async () => {
    const [one, two] = [await addNumber(10), await addNumber(10)];
    const elsewhere = await addNumber(10, "901");
    expect(await admitted(one, everybody(6))).toBe(6);
    expect(await admitted(two, everybody(20).slice(6))).toBe(3);
    expect(await admitted(elsewhere, everybody(9))).toBe(9);
  });

  test("does not count who wrote within a day", async () => {
    const sender = await addNumber(10);
    await house.engine.query(
      `insert into chat (tenant_id, sender_id, person, last_heard_at)
       select $1, $2, p, now() - interval '23 hours' from unnest($3::text[]) as p`,
      [tenant.id, sender, everybody(40).slice(20)],
    );
    expect(await admitted(sender, everybody(40))).toBe(20 + 9);
  });

  test("has room again when a day has passed", async () => {
    const sender = await addNumber(10);
    await admitted(sender, everybody(9));
    expect(await admitted(sender, [person(30)])).toBe(0);
    await house.engine.query(
      "update initiated_chat set at = at - interval '24 hours 1 minute' where tenant_id = $1",
      [tenant.id],
    );
    expect(await admitted(sender, [person(30)])).toBe(1);
  });

  test("is none where Meta sets none, or has said nothing", async () => {
    const [unlimited, unknown] = [await addNumber(null), await addNumber(undefined)];
    expect(await admitted(unlimited, everybody(30))).toBe(30);
    expect(await admitted(unknown, everybody(30))).toBe(30);
    const { rows } = await house.engine.query("select 1 from initiated_chat where tenant_id = $1", [
      tenant.id,
    ]);
    expect(rows).toEqual([]);
  });

  test("that was lowered below what went out refuses new people only", async () => {
    const sender = await addNumber(20);
    await admitted(sender, everybody(18));
    await house.engine.query("update account_fact set value = '10' where tenant_id = $1", [tenant.id]);
    guard = createLimitGuard({ engine: house.engine, now: () => new Date(), onError: () => undefined });
    expect(await admitted(sender, everybody(25))).toBe(18);
  });
});

describe("a person Meta withheld marketing from", () => {
  const ask = (people: readonly string[], at: Date) =>
    house.app.asTenants([tenant.id], (tx) => marketingRestsOf(tx, tenant.id, people, at));

  test("is left alone for a day, and twice as long the next time", async () => {
    const at = new Date("2026-11-20T12:00:00Z");
    const told = [{ tenantId: tenant.id, person: person(1), at }];
    await house.engine.transaction((tx) => keepWithheld(tx, [...told, ...told]));
    await house.engine.transaction((tx) => keepWithheld(tx, told));
    const hours = (count: number): Date => new Date(at.getTime() + count * 3_600_000);
    expect(await ask([person(1), person(2)], hours(23))).toEqual(new Map([[person(1), hours(24)]]));
    expect(await ask([person(1)], hours(24))).toEqual(new Map());
    await house.engine.transaction((tx) => keepWithheld(tx, [{ ...told[0]!, at: hours(25) }]));
    expect(await ask([person(1)], hours(72))).toEqual(new Map([[person(1), hours(73)]]));
  });
});
