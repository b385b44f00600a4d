// A tenant's figures over all messages: equal to a recount whatever happens, by its own days and hours.

import { overviewStages } from "@waypost/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "../../http/harness.ts";
import { carryBite } from "../carry-over-job.ts";
import { ground, house, useCampaignHouse, uuidOf } from "../testing/campaign-house.ts";
import { carryOverMessages, type KindRow, readKinds, recountMessages } from "./store.ts";

useCampaignHouse();

const people = 10;
const statuses = ["queued", "sent", "delivered", "read", "played", "failed", "unknown", "expired", "skipped"];

type Step =
  | { kind: "moved"; status: string; who: number[] }
  | { kind: "wrote" | "answered" | "clicked" | "converted" | "erased" | "carried"; who: number[] };
const who = fc.uniqueArray(fc.integer({ min: 0, max: people - 1 }), { minLength: 1, maxLength: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("moved" as const), status: fc.constantFrom(...statuses), who }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("wrote", "answered", "clicked", "converted", "erased", "carried"),
      who,
    }),
  },
);

async function take(ids: readonly string[], { kind, who: places, ...more }: Step): Promise<void> {
  const chosen = places.map((place) => ids[place]);
  if (kind === "moved" && "status" in more)
    await ground.rows("update message set status = $2 where id = any ($1::uuid[])", [chosen, more.status]);
  else if (kind === "erased")
    await ground.rows("update message set recipient = 'erased:US:' || id where id = any ($1::uuid[])", [
      chosen,
    ]);
  else if (kind === "wrote")
    await ground.rows(
      `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at)
       select $1, $2, id::text, id, '+9198', 'text', '{}', now() from unnest($3::uuid[]) as given(id)`,
      [ground.tenant.id, ground.senderId, places.map(newId)],
    );
  else if (kind === "answered")
    await ground.rows(
      `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at)
       select $1, $2, given.id::text, given.id, m.recipient, 'text', '{}', now()
       from unnest($3::uuid[], $4::uuid[]) as given(id, message_id) join message m on m.id = given.message_id`,
      [ground.tenant.id, ground.senderId, places.map(newId), chosen],
    );
  else if (kind === "clicked" || kind === "converted")
    await ground.rows(
      `update campaign_recipient set ${kind}_at = now() where message_id = any ($1::uuid[])`,
      [chosen],
    );
  else await carryBite(house.harness.engine, carryOverMessages);
}

const analytics = async (query = "") => (await ground.ask(`GET /v1/analytics${query}`)).body;

/** The messages of a campaign to as many as steps are about. */
async function launched(first: number): Promise<string[]> {
  const list = await ground.people(people, { first });
  const id = await ground.draft(list, { stops: { minimum: 1_000_000 } });
  await ground.launch(id);
  const rows = await ground.rows<{ id: string }>("select id from message where campaign_id = $1", [
    uuidOf(id),
  ]);
  return rows.map((row) => row.id);
}

type Sums = Record<string, number>;

function sumsOf(rows: readonly KindRow[]): Sums {
  const sums: Sums = {};
  for (const { sender_id, beginning, template, stage, count } of rows) {
    const key = [sender_id, beginning, template, stage].join(" ");
    sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
}

/** By kind, as it is told and counted anew; and the same without kinds. */
async function bothSums(): Promise<{ told: Sums; counted: Sums; total: Sums; countedTotal: Sums }> {
  const { engine } = house.harness;
  const counted = await recountMessages(engine, [ground.tenant.id, "test"]);
  const countedTotal = Object.fromEntries(overviewStages.map((stage) => [stage, 0]));
  for (const { stage, count } of counted) countedTotal[stage] = (countedTotal[stage] ?? 0) + count;
  return {
    told: sumsOf(await readKinds(engine, [ground.tenant.id, "test", "2000-01-01", "2100-01-01"])),
    counted: sumsOf(counted),
    total: (await analytics())["total"] as Sums,
    countedTotal,
  };
}

test("counts are those of a recount, whatever happens and whenever it is carried over", async () => {
  let first = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const ids = await launched((first += 100));
      for (const each of steps) await take(ids, each);
      const { told, counted, total, countedTotal } = await bothSums();
      expect(told).toEqual(counted);
      expect(total).toEqual(countedTotal);
      const body = await analytics();
      for (const table of ["by_day", "by_hour", "by_template", "by_sender", "by_country"]) {
        const listed = body[table] as Record<string, number>[];
        for (const stage of overviewStages) {
          const sum = listed.reduce((all, row) => all + (row[stage] ?? 0), 0);
          expect([table, stage, sum]).toEqual([table, stage, total[stage]]);
        }
      }
    }),
    { numRuns: 10 },
  );
});

test.each(["message_kind", "message_quarter"])(
  "a wrong count in %s is not that of a recount",
  async (table) => {
    await take(await launched(table.length * 1_000), { kind: "moved", status: "read", who: [0] });
    await carryBite(house.harness.engine, carryOverMessages);
    const plant = (by: number): Promise<unknown> =>
      ground.rows(
        `update ${table} set count = count + $2 where ctid = (
         select ctid from ${table} where tenant_id = $1 and stage = 'read' limit 1)`,
        [ground.tenant.id, by],
      );
    await plant(1);
    const { told, counted, total, countedTotal } = await bothSums();
    expect({ ...told, ...total }).not.toEqual({ ...counted, ...countedTotal });
    await plant(-1);
  },
);

test("a message is answered once, by who it went to, through the number it came from, in three days", async () => {
  const other = await house.ground();
  const id = await other.draft(await other.people(3, { first: 0 }));
  await other.launch(id);
  const messages = await other.rows<{ recipient: string }>(
    "update message set status = 'delivered' where campaign_id = $1 returning recipient",
    [uuidOf(id)],
  );
  const [one, two, three] = messages.map(({ recipient }) => recipient);
  const write = (phone: string | undefined, hours: number): Promise<unknown> =>
    other.rows(
      `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at,
                                    received_at)
       select $1, $2, $3::text, $3::uuid, $4, 'text', '{}', now(), now() + make_interval(hours => $5)`,
      [other.tenant.id, other.senderId, newId(), phone, hours],
    );
  await write(one, 1);
  await write(one, 2);
  await write(two, 73);
  await write("+14155559999", 1);
  const replied = async () => ((await other.ask("GET /v1/analytics")).body["total"] as Sums)["replied"];
  expect(await replied()).toBe(1);
  const second = newId();
  await other.rows(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'back door', 'sandbox', 'test', '+15550100001', 7, 80, 10)`,
    [other.tenant.id, second],
  );
  await other.rows(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, at)
     select $1, $2, $3::text, $3::uuid, $4, 'text', '{}', now()`,
    [other.tenant.id, second, newId(), three],
  );
  expect(await replied()).toBe(1);
  await write(three, 1);
  expect(await replied()).toBe(2);
});

test("a message counts on the day and in the hour it was accepted, by the tenant's own clock", async () => {
  const other = await house.ground();
  await other.rows("update tenant set time_zone = 'Asia/Kolkata' where id = $1", [other.tenant.id]);
  await other.rows("update tenant_clock set until = '2026-11-01' where tenant_id = $1", [other.tenant.id]);
  const id = await other.draft(await other.people(2, { first: 0 }));
  await other.launch(id);
  // A Sunday, at 20:45 in London, is a Monday at 02:15 in India.
  await other.rows("update message set created_at = '2026-11-15T20:45Z' where campaign_id = $1", [
    uuidOf(id),
  ]);
  await other.rows("update message set status = 'read' where campaign_id = $1", [uuidOf(id)]);
  const ask = async (query: string) => (await other.ask(`GET /v1/analytics${query}`)).body;
  const before = await ask("?from=2026-11-01&to=2026-11-30");
  expect(before).toMatchObject({
    time_zone: "Asia/Kolkata",
    total: { sent: 2, delivered: 2, read: 2, received: 0 },
    by_day: [{ day: "2026-11-16", read: 2 }],
    by_hour: [{ weekday: 1, hour: 2, read: 2 }],
    by_template: [{ template: null, sent: 2 }],
    by_country: [{ country: "US", sent: 2 }],
  });
  await carryBite(house.harness.engine, carryOverMessages);
  expect(await ask("?from=2026-11-01&to=2026-11-30")).toEqual(before);
  const sunday = await ask("?from=2026-11-15&to=2026-11-15");
  expect(sunday).toMatchObject({ total: { sent: 0 }, by_day: [], by_template: [], by_sender: [] });
  const monday = await ask("?from=2026-11-16&to=2026-11-16");
  expect(monday).toMatchObject({ by_template: [{ sent: 2 }], by_country: [{ country: "US", sent: 2 }] });
});

test("no figure is read from messages, however many there are; days that cannot be are refused", async () => {
  const before = await analytics();
  const meanwhile = await house.harness.engine.transaction(async (tx) => {
    await tx.query("lock table message, inbound_message in access exclusive mode");
    return analytics();
  });
  expect(meanwhile).toEqual(before);
  for (const query of ["?from=2026-02-01&to=2026-01-01", "?from=2020-01-01", "?from=2026-02-30"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await ground.ask(`GET /v1/analytics${query}`)).status).toBe(400);
});
