// What is counted of a campaign: equal to a recount whatever happens in whatever order, and a list behind each figure.

import { campaignStages } from "@waypost/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ask } from "../../http/harness.ts";
import { carryBite } from "../carry-over-job.ts";
import { ground, house, useCampaignHouse, uuidOf } from "../testing/campaign-house.ts";
import { countryOfBeginning } from "./country.ts";
import { carryOverProgress, type GroupRow, readGroups, readSeries, recountGroups } from "./store/progress.ts";

useCampaignHouse();

const people = 12;
const statuses = ["queued", "sent", "delivered", "read", "played", "failed", "unknown", "expired", "skipped"];
type Step =
  | { kind: "moved"; status: string; who: number[] }
  | { kind: "replied" | "clicked" | "converted" | "opted_out" | "erased"; who: number[] }
  | { kind: "carried"; who: number[] };

const who = fc.uniqueArray(fc.integer({ min: 0, max: people - 1 }), { minLength: 1, maxLength: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("moved" as const), status: fc.constantFrom(...statuses), who }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("replied", "clicked", "converted", "opted_out", "erased"),
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("carried" as const), who }) },
);

async function take(id: string, all: readonly string[], { kind, who: places, ...more }: Step): Promise<void> {
  const ids = places.map((place) => all[place]);
  const named = "campaign_id = $1 and contact_id = any ($2::uuid[])";
  const messages = `select message_id from campaign_recipient where ${named}`;
  if (kind === "carried") await carryBite(house.harness.engine, carryOverProgress);
  else if (kind === "moved" && "status" in more) {
    const code = more.status === "failed" ? "provider_error" : null;
    await ground.rows(
      `update message set status = $3, error = case when $4::text is null then null
         else jsonb_build_object('code', $4::text) end where id in (${messages})`,
      [uuidOf(id), ids, more.status, code],
    );
  } else if (kind === "clicked") {
    await ground.rows(
      `insert into campaign_click (tenant_id, campaign_id, contact_id, link_id, clicked_at)
       select tenant_id, campaign_id, contact_id, gen_random_uuid(), now() from campaign_recipient where ${named}`,
      [uuidOf(id), ids],
    );
  } else if (kind === "erased") {
    const values = [uuidOf(id), ids];
    await ground.rows(
      `update campaign_recipient set phone = 'erased:US:' || contact_id where ${named}`,
      values,
    );
    await ground.rows(`update message set recipient = 'erased:US:' || id where id in (${messages})`, values);
  } else
    await ground.rows(`update campaign_recipient set ${kind}_at = now() where ${named}`, [uuidOf(id), ids]);
}

function sumsOf(rows: readonly GroupRow[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { sender_id, beginning, language, variant, stage, count } of rows) {
    const key = [sender_id, beginning, language, variant, stage].join(" ");
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return Object.fromEntries([...sums].filter(([, count]) => count !== 0).toSorted(byName));
}

const byName = ([one]: [string, number], [other]: [string, number]): number => (one < other ? -1 : 1);

/** Everybody of it, once all have a message. */
async function launched(first: number, more: object = {}): Promise<{ id: string; all: string[] }> {
  const id = await ground.draft(await ground.people(people, { first }), {
    stops: { minimum: 1_000_000 },
    ...more,
  });
  await ground.launch(id);
  const rows = await ground.rows<{ contact_id: string }>(
    "select contact_id from campaign_recipient where campaign_id = $1 order by contact_id",
    [uuidOf(id)],
  );
  return { id, all: rows.map(({ contact_id }) => contact_id) };
}

test("counts are those of a recount, whatever happens and whenever it is carried over", async () => {
  let first = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const { id, all } = await launched((first += 100));
      for (const each of steps) await take(id, all, each);
      const key = [ground.tenant.id, uuidOf(id)];
      const { engine } = house.harness;
      const told = sumsOf(await readGroups(engine, key));
      expect(told).toEqual(sumsOf(await recountGroups(engine, key)));
      const { told: tally, counted } = await ground.counts(id);
      expect(tally).toEqual(counted);
      const course = await readSeries(engine, [...key, "day", "UTC", null, null, campaignStages, 1_000]);
      const total = Object.values(told).reduce((sum, count) => sum + count, 0);
      expect(course.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    }),
    { numRuns: 12 },
  );
});

test("a wrong count is not that of a recount", async () => {
  const { id, all } = await launched(4_000);
  await take(id, all, { kind: "moved", status: "read", who: [0, 1] });
  await carryBite(house.harness.engine, carryOverProgress);
  const key = [ground.tenant.id, uuidOf(id)];
  const { engine } = house.harness;
  expect(sumsOf(await readGroups(engine, key))).toEqual(sumsOf(await recountGroups(engine, key)));
  await ground.rows(
    "update campaign_group set count = count + 1 where tenant_id = $1 and campaign_id = $2 and stage = 'read'",
    key,
  );
  expect(sumsOf(await readGroups(engine, key))).not.toEqual(sumsOf(await recountGroups(engine, key)));
});

test("each figure lists as many people as it says", async () => {
  const { id, all } = await launched(5_000);
  const moves: readonly [number[], string][] = [
    [[0, 1], "read"],
    [[2], "delivered"],
    [[3, 4], "sent"],
    [[5], "failed"],
    [[6], "expired"],
    [[7], "unknown"],
    [[8], "skipped"],
  ];
  for (const [places, status] of moves) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await take(id, all, { kind: "moved", status, who: places });
  }
  await take(id, all, { kind: "replied", who: [0] });
  await take(id, all, { kind: "clicked", who: [0, 2] });
  await take(id, all, { kind: "clicked", who: [0] });
  const { body } = await ground.ask(`GET /v1/campaigns/${id}/analytics?per=minute`);
  expect(body).toMatchObject({
    funnel: { audience: 12, eligible: 11, sent: 5, delivered: 3, read: 2, replied: 1, clicked: 2, failed: 2 },
    waiting: 3,
    by_country: [{ country: "US", sent: 5, replied: 1 }],
    by_variant: [{ variant: 0, sent: 5 }],
  });
  const addresses = body["people"] as Record<string, string>;
  const figures: Record<string, unknown> = { ...body, ...(body["funnel"] as object) };
  const codes = { skipped: body["skipped"], failed: body["failed"] } as Record<
    string,
    Record<string, number>
  >;
  for (const [name, address] of Object.entries(addresses)) {
    const [what = "", code] = name.split(".");
    // oxlint-disable-next-line no-await-in-loop -- one list after the other
    const { body: list } = await ground.ask(`GET ${address}`);
    const expected =
      code === undefined
        ? ((body["funnel"] as Record<string, number>)[what] ?? figures[what])
        : codes[what]?.[code];
    expect([name, (list["data"] as unknown[]).length]).toEqual([name, expected]);
  }
  const series = body["series"] as Record<string, number>[];
  expect(series.reduce((sum, { sent = 0 }) => sum + sent, 0)).toBe(5);
});

test("replies are put down to the hour of the tenant's own clock", async () => {
  await ground.rows("update tenant set time_zone = 'Asia/Kolkata' where id = $1", [ground.tenant.id]);
  const { id, all } = await launched(6_000);
  await take(id, all, { kind: "replied", who: [0, 1] });
  // A Sunday, at 20:45 in London, is a Monday at 02:15 in India.
  await ground.rows("update campaign_progress set at = '2026-11-22T20:45Z' where campaign_id = $1", [
    uuidOf(id),
  ]);
  const { body } = await ground.ask(`GET /v1/campaigns/${id}/analytics?per=day`);
  expect((body["replies"] as number[][])[0]?.[2]).toBe(2);
  expect(body).toMatchObject({
    time_zone: "Asia/Kolkata",
    series: [{ at: "2026-11-22T18:30:00.000Z", replied: 2 }],
  });
});

test("lists go on page by page, and the file has all of them and nothing a spreadsheet would run", async () => {
  const template = {
    name: "sale",
    language: "en",
    variables: { name: { attribute: "nick", fallback: "=1+1" } },
  };
  const { id } = await launched(7_000, { message: undefined, template });
  const seen: string[] = [];
  for (let next: string | null = ""; next !== null;) {
    const after: string = next === "" ? "" : `&after=${next}`;
    // oxlint-disable-next-line no-await-in-loop -- a page follows the one before
    const { body } = await ground.ask(`GET /v1/campaigns/${id}/recipients?limit=5${after}`);
    seen.push(...(body["data"] as { contact: string }[]).map(({ contact }) => contact));
    next = body["next"] as string | null;
  }
  expect(new Set(seen).size).toBe(people);
  expect(seen).toHaveLength(people);
  const address = `${house.harness.url}/v1/campaigns/${id}/recipients/export`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${ground.key}` } });
  const lines = (await response.text()).trimEnd().split("\r\n");
  expect(response.headers.get("content-type")).toContain("text/csv");
  expect(lines).toHaveLength(people + 1);
  expect(lines[0]).toContain("contact,phone,status");
  for (const line of lines.slice(1)) expect(line).toMatch(/,'=1\+1$/);
  const other = await (await house.ground()).ask(`GET /v1/campaigns/${id}/recipients/export`);
  expect(other.status).toBe(404);
});

test("no figure is read from messages or recipients, however many there are", async () => {
  const { id } = await launched(8_000);
  const read = () => ground.ask(`GET /v1/campaigns/${id}/analytics`);
  const before = await read();
  const meanwhile = await house.harness.engine.transaction(async (tx) => {
    await tx.query("lock table message, campaign_recipient in access exclusive mode");
    return read();
  });
  expect(meanwhile).toMatchObject({ status: 200, body: before.body });
});

test("a beginning of a number says its country", () => {
  const found = ["+1", "+919", "+447", "+770", "+351", "+86", "+599", "erased:US", "+999", ""].map(
    countryOfBeginning,
  );
  expect(found).toEqual(["US", "IN", "GB", "RU", "PT", "CN", "CW", "US", null, null]);
});

test("another tenant's campaign is not there", async () => {
  const { id } = await launched(9_000);
  const stranger = await house.ground();
  for (const path of ["analytics", "recipients", "recipients/export"]) {
    // oxlint-disable-next-line no-await-in-loop -- three
    const answer = await ask(house.harness, stranger.key, `GET /v1/campaigns/${id}/${path}`);
    expect([path, answer.status]).toEqual([path, 404]);
  }
});
