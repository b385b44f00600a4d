// Cohorts: equal to a recount whatever happens in whatever order, by the clock a tenant had, read from counts alone.

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { carryBite } from "../carry-over-job.ts";
import { campaignsOfPerson } from "../personal-data.ts";
import { campaignPrunes } from "../store/prune.ts";
import { type Ground, house, useCampaignHouse } from "../testing/campaign-house.ts";
import { type CohortRow, cohortsOf, mondayOf, sundayOf, weekOf } from "./cohorts.ts";
import { countDue, countMessages, readCohorts, recountCohorts } from "./store.ts";

useCampaignHouse();

const hourMs = 3_600_000;
const weekMs = 168 * hourMs;
const statuses = ["queued", "sent", "delivered", "read", "played", "failed", "unknown", "expired", "skipped"];

/** Ids carry their time (RFC 9562 §5.7). */
function idAt(at: Date): string {
  const digits = at.getTime().toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A message that was accepted then, and its id. */
async function write(to: Ground, recipient: string, at: Date, status = "queued"): Promise<string> {
  const id = idAt(at);
  await to.rows(
    `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status, due_at,
                          unknown_policy, created_at, updated_at)
     values ($1, $2, 'test', $3, 7, $4, 2, 'marketing', 'text', '{}', 'queued', $5, 'once', $5, $5)`,
    [to.tenant.id, id, to.senderId, recipient, at],
  );
  if (status !== "queued") await move(to, [id], status);
  return id;
}

const move = (of: Ground, ids: readonly (string | undefined)[], status: string): Promise<unknown> =>
  of.rows("update message set status = $2 where id = any ($1::uuid[])", [ids, status]);

const answer = (to: Ground, phone: string, at: Date): Promise<unknown> =>
  to.rows(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at,
                                  received_at)
     values ($1, $2, $3::text, $3::uuid, $4, 'text', '{}', $5, $5)`,
    [to.tenant.id, to.senderId, idAt(at), phone, at],
  );

async function erase(of: Ground, phone: string): Promise<void> {
  const mark = `erased:US:${phone.slice(1)}`;
  await of.rows("update message set recipient = $2 where tenant_id = $3 and recipient = $1", [
    phone,
    mark,
    of.tenant.id,
  ]);
  const names = [{ kind: "phone" as const, scope: "", value: phone, hash: "", mark }];
  await house.harness.app.asTenants([of.tenant.id], (tx) =>
    campaignsOfPerson.erase(tx, { tenantId: of.tenant.id, contactIds: [], names }),
  );
}

type Count = typeof countDue;

const countSome = (count: Count, atMost: number): Promise<boolean> =>
  carryBite(house.harness.engine, count, atMost);

async function countAll(): Promise<void> {
  for (const count of [countDue, countMessages])
    // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
    while (await countSome(count, 1_000)) continue;
}

const told = (of: Ground): Promise<CohortRow[]> =>
  readCohorts(house.harness.engine, [of.tenant.id, "test", 0, 10_000]);
const recounted = (of: Ground): Promise<CohortRow[]> =>
  recountCohorts(house.harness.engine, [of.tenant.id, "test"]);

/** By clocks it went by one after the other, of which none begins its weeks when another does. */
async function travelled(): Promise<Ground> {
  const made = await house.ground();
  await made.rows("update tenant set time_zone = 'Africa/Cairo' where id = $1", [made.tenant.id]);
  await made.rows("delete from tenant_clock where tenant_id = $1", [made.tenant.id]);
  await made.rows(
    `insert into tenant_clock (tenant_id, until, time_zone)
     values ($1, '2026-08-17T09:00Z', 'America/New_York'), ($1, '2026-08-31T01:00Z', 'Pacific/Kiritimati')`,
    [made.tenant.id],
  );
  return made;
}

const firstMonday = Date.UTC(2026, 7, 3);
const place = fc.integer({ min: 0, max: 19 });
const places = fc.uniqueArray(place, { minLength: 1, maxLength: 4 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("written" as const),
      person: fc.integer({ min: 0, max: 4 }),
      // Around midnight between Sunday and Monday, wherever that is.
      at: fc
        .record({ week: fc.integer({ min: 0, max: 7 }), hour: fc.integer({ min: -15, max: 15 }) })
        .map(({ week, hour }) => new Date(firstMonday + week * weekMs + hour * hourMs)),
      status: fc.constantFrom(...statuses),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("moved" as const),
      places,
      status: fc.constantFrom(...statuses),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("answered" as const),
      place,
      hours: fc.integer({ min: 1, max: 80 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("erased" as const), person: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("counted" as const),
      count: fc.constantFrom<Count>(countDue, countMessages),
      atMost: fc.constantFrom(1, 3, 1_000),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;
type Written = { id: string; phone: string; at: Date };

async function take(on: Ground, each: Step, written: Written[], erased: Set<string>): Promise<void> {
  const phoneOf = (person: number): string => `+1415555010${person}`;
  if (each.kind === "written") {
    const phone = phoneOf(each.person);
    written.push({ id: await write(on, phone, each.at, each.status), phone, at: each.at });
  } else if (each.kind === "moved") {
    await move(
      on,
      each.places.map((at) => written[at]?.id),
      each.status,
    );
  } else if (each.kind === "answered") {
    const to = written[each.place];
    if (to !== undefined) await answer(on, to.phone, new Date(to.at.getTime() + each.hours * hourMs));
  } else if (each.kind === "erased") {
    // Whoever is erased a second time stays two people, whom a recount cannot tell apart.
    const phone = phoneOf(each.person);
    if (!erased.has(phone)) await erase(on, phone);
    erased.add(phone);
  } else await countSome(each.count, each.atMost);
}

test("counts are those of a recount, whatever happens and whenever it is counted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), async (steps) => {
      const on = await travelled();
      const [written, erased] = [[] as Written[], new Set<string>()];
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      for (const each of steps) await take(on, each, written, erased);
      await countAll();
      expect(await told(on)).toEqual(await recounted(on));
    }),
    { numRuns: 25 },
  );
});

test("a count that is wrong by one is not that of a recount", async () => {
  const on = await travelled();
  await write(on, "+14155550100", new Date(firstMonday), "read");
  await countAll();
  expect(await told(on)).toEqual(await recounted(on));
  for (const planted of [
    "update cohort_week set count = count + 1 where tenant_id = $1 and stage = 'read'",
    "update cohort_week set cohort = cohort - 1 where tenant_id = $1",
    "delete from cohort_week where tenant_id = $1 and stage = 'sent'",
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await on.rows(planted, [on.tenant.id]);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await told(on)).not.toEqual(await recounted(on));
  }
});

const cohortsAt = async (of: Ground, query = "?from=2026-08-03&to=2026-08-30") =>
  (await of.ask(`GET /v1/analytics/cohorts${query}`)).body;

/** Two who are new in the first week, of whom one reads and one goes on; one who is new in the third. */
async function threePeople(): Promise<Ground> {
  const on = await travelled();
  const at = (week: number, hours = 40): Date => new Date(firstMonday + week * weekMs + hours * hourMs);
  await write(on, "+14155550101", at(0), "read");
  await write(on, "+14155550102", at(0), "sent");
  await write(on, "+14155550102", at(0), "failed");
  await write(on, "+14155550102", at(2), "delivered");
  await answer(on, "+14155550102", at(2, 60));
  await answer(on, "+14155550102", at(2, 61));
  await write(on, "+14155550103", at(2), "played");
  await write(on, "+14155550104", at(1), "skipped");
  await countAll();
  return on;
}

test("people are found again in each week after their first, as far as their messages came", async () => {
  const on = await threePeople();
  const body = await cohortsAt(on);
  expect(body).toMatchObject({ from: "2026-08-03", to: "2026-08-30", time_zone: "Africa/Cairo" });
  const found = body["cohorts"] as { week: string; people: number; weeks: object[] }[];
  expect(found.map(({ week, people }) => [week, people])).toEqual([
    ["2026-08-03", 2],
    ["2026-08-17", 1],
  ]);
  expect(found[0]?.weeks.slice(0, 4)).toEqual([
    { after: 0, sent: 2, read: 1, replied: 0 },
    { after: 1, sent: 0, read: 0, replied: 0 },
    { after: 2, sent: 1, read: 0, replied: 1 },
    { after: 3, sent: 0, read: 0, replied: 0 },
  ]);
  expect(found[1]?.weeks[0]).toEqual({ after: 0, sent: 1, read: 1, replied: 0 });
  expect(await cohortsAt(await house.ground())).toMatchObject({ cohorts: [] });
});

test("the file has a line for each week of each cohort", async () => {
  const on = await threePeople();
  const address = `${house.harness.url}/v1/analytics/cohorts/export?from=2026-08-03&to=2026-08-30`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${on.key}` } });
  const lines = (await response.text()).trimEnd().split("\r\n");
  expect(response.headers.get("content-disposition")).toContain("cohorts-2026-08-03-2026-08-30.csv");
  expect(lines.slice(0, 4)).toEqual([
    "week,people,weeks_after,sent,read,replied",
    "2026-08-03,2,0,2,1,0",
    "2026-08-03,2,1,0,0,0",
    "2026-08-03,2,2,1,0,1",
  ]);
  expect(lines.filter((line) => line.startsWith("2026-08-17"))[0]).toBe("2026-08-17,1,0,1,1,0");
});

test("nothing is read from messages or people, however many there are; days that cannot be are refused", async () => {
  const on = await threePeople();
  const before = await cohortsAt(on);
  const meanwhile = await house.harness.engine.transaction(async (tx) => {
    await tx.query("lock table message, message_reply, cohort_person, cohort_due in access exclusive mode");
    return cohortsAt(on);
  });
  expect(meanwhile).toEqual(before);
  for (const query of ["?from=2026-02-01&to=2026-01-01", "?from=2020-01-01", "?to=2026-02-30"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await on.ask(`GET /v1/analytics/cohorts${query}`)).status).toBe(400);
});

test("a tenant that moves keeps the weeks it had", async () => {
  const other = await house.ground();
  const clocks = () =>
    other.rows<{ zone: string; soon: boolean }>(
      `select time_zone as zone, until between now() and now() + interval '61 seconds' as soon from tenant_clock
       where tenant_id = $1`,
      [other.tenant.id],
    );
  await other.rows("update tenant set name = name where id = $1", [other.tenant.id]);
  expect(await clocks()).toEqual([]);
  // A Sunday in London, and a Monday in India.
  const at = new Date("2026-08-09T20:45:00Z");
  await write(other, "+14155550105", at, "sent");
  await other.rows("update tenant set time_zone = 'Asia/Kolkata' where id = $1", [other.tenant.id]);
  expect(await clocks()).toEqual([{ zone: "UTC", soon: true }]);
  await countAll();
  expect(await cohortsAt(other)).toMatchObject({
    time_zone: "Asia/Kolkata",
    cohorts: [{ week: "2026-08-03" }],
  });
  await other.rows("update tenant_clock set until = '2026-08-01' where tenant_id = $1", [other.tenant.id]);
  await write(other, "+14155550106", at, "sent");
  await countAll();
  const { cohorts } = (await cohortsAt(other)) as { cohorts: { week: string }[] };
  expect(cohorts.map(({ week }) => week)).toEqual(["2026-08-03", "2026-08-10"]);
});

test("a message counts when it is an hour old, as what it is by then and becomes later", async () => {
  const on = await house.ground();
  const waiting = async (): Promise<number> =>
    (await on.rows("select from cohort_due where tenant_id = $1", [on.tenant.id])).length;
  const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  const young = await write(on, "+14155550107", minutesAgo(30), "sent");
  expect(await waiting()).toBe(0);
  const middle = await write(on, "+14155550107", minutesAgo(55), "sent");
  expect(await waiting()).toBe(1);
  await countAll();
  expect(await told(on)).toEqual([]);
  const old = await write(on, "+14155550107", minutesAgo(61), "read");
  await countAll();
  const counts = async () => (await told(on)).map(({ stage, count }) => `${stage} ${count}`);
  expect(await counts()).toEqual(["read 1", "sent 1"]);
  await move(on, [old], "failed");
  await countAll();
  // The younger ones are sent, and may still be something else by the time they are looked at.
  expect(await counts()).toEqual([]);
  expect(await told(on)).toEqual(await recounted(on));
  await move(on, [young, middle], "failed");
  await move(on, [old], "played");
  await countAll();
  expect(await counts()).toEqual(["read 1", "sent 1"]);
});

test("figures outlive people, of whom nothing is kept for longer than of messages", async () => {
  const on = await threePeople();
  const before = await cohortsAt(on);
  const numbers = async (): Promise<string[]> =>
    (
      await on.rows<{ recipient: string }>(
        "select recipient from cohort_person where tenant_id = $1 order by recipient",
        [on.tenant.id],
      )
    ).map(({ recipient }) => recipient);
  await erase(on, "+14155550101");
  expect(await numbers()).toEqual(["+14155550102", "+14155550103", "erased:US:14155550101"]);
  expect(await cohortsAt(on)).toEqual(before);
  // Their number is somebody's again: who that is, nobody knows.
  await write(on, "+14155550101", new Date(firstMonday + 9 * weekMs), "sent");
  await countAll();
  await erase(on, "+14155550101");
  expect(await numbers()).toEqual(["+14155550102", "+14155550103", "erased:US:14155550101"]);
  expect(await cohortsAt(on)).toEqual(before);

  const old = "update cohort_person set week = week - 200, last_week = last_week - 200 where recipient = $1";
  await on.rows(old, ["+14155550102"]);
  await campaignPrunes["prune-cohort-people"](house.harness.engine, [1_000]);
  expect(await numbers()).toEqual(["+14155550103", "erased:US:14155550101"]);
  expect(await cohortsAt(on)).toEqual(before);
});

test("weeks are told up to this one and never beyond what masks hold", () => {
  const row = (cohort: number, week: number, stage: string, count: number): CohortRow => ({
    cohort,
    week,
    stage,
    count,
  });
  expect(
    cohortsOf([row(1_400, 0, "sent", 3), row(1_400, 1, "read", 2), row(1_401, 0, "read", 1)], 1_402),
  ).toEqual([
    {
      week: mondayOf(1_400),
      people: 3,
      weeks: [
        { after: 0, sent: 3, read: 0, replied: 0 },
        { after: 1, sent: 0, read: 2, replied: 0 },
        { after: 2, sent: 0, read: 0, replied: 0 },
      ],
    },
  ]);
  expect(cohortsOf([row(1_000, 0, "sent", 1)], 1_402)[0]?.weeks).toHaveLength(63);
  expect([weekOf("2026-11-16"), weekOf("2026-11-22")]).toEqual([weekOf("2026-11-18"), weekOf("2026-11-18")]);
  expect([mondayOf(weekOf("2026-11-18")), sundayOf(weekOf("2026-11-18"))]).toEqual([
    "2026-11-16",
    "2026-11-22",
  ]);
});
