// A tenant's figures over all messages: equal to a recount whatever happens, by its own days and hours.

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../http/harness.ts";
import { type CampaignHouse, type Ground, openCampaignHouse, uuidOf } from "../testing/campaign-house.ts";
import { carryMessagesBite } from "./carry-over-job.ts";
import { recountMessages } from "./store.ts";

let house: CampaignHouse;
let ground: Ground;

beforeAll(async () => {
  house = await openCampaignHouse();
  ground = await house.ground();
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house.close();
});

const people = 10;
const statuses = ["queued", "sent", "delivered", "read", "played", "failed", "unknown", "expired", "skipped"];

type Step =
  | { kind: "moved"; status: string; who: number[] }
  | { kind: "wrote" | "erased" | "carried"; who: number[] };
const who = fc.uniqueArray(fc.integer({ min: 0, max: people - 1 }), { minLength: 1, maxLength: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("moved" as const), status: fc.constantFrom(...statuses), who }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("wrote", "erased", "carried"), who }) },
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
  else await carryMessagesBite(house.harness.engine);
}

const analytics = async (query = "") => (await ground.ask(`GET /v1/analytics${query}`)).body;

test("counts are those of a recount, whatever happens and whenever it is carried over", async () => {
  let first = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const id = await ground.draft(await ground.people(people, { first: (first += 100) }), {
        stops: { minimum: 1_000_000 },
      });
      await ground.launch(id);
      const rows = await ground.rows<{ id: string }>("select id from message where campaign_id = $1", [
        uuidOf(id),
      ]);
      for (const each of steps)
        await take(
          rows.map((row) => row.id),
          each,
        );
      const counted = await recountMessages(house.harness.engine, [ground.tenant.id, "test"]);
      const body = await analytics();
      const total = body["total"] as Record<string, number>;
      const sums: Record<string, number> = {};
      for (const { stage, count } of counted) sums[stage] = (sums[stage] ?? 0) + count;
      for (const [stage, count] of Object.entries(total))
        expect([stage, count]).toEqual([stage, sums[stage] ?? 0]);
      for (const table of ["by_day", "by_hour", "by_template", "by_sender", "by_country"]) {
        const listed = body[table] as Record<string, number>[];
        const sent = listed.reduce((sum, row) => sum + (row["sent"] ?? 0), 0);
        expect([table, sent]).toEqual([table, total["sent"]]);
      }
    }),
    { numRuns: 8 },
  );
});

test("a message counts on the day and in the hour it was accepted, by the tenant's own clock", async () => {
  const other = await house.ground();
  await other.rows("update tenant set time_zone = 'Asia/Kolkata' where id = $1", [other.tenant.id]);
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
  await carryMessagesBite(house.harness.engine);
  expect(await ask("?from=2026-11-01&to=2026-11-30")).toEqual(before);
  expect(await ask("?from=2026-11-15&to=2026-11-15")).toMatchObject({ total: { sent: 0 }, by_day: [] });
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
