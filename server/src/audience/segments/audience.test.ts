// An audience of lists, segments, tags and people, as a select within another statement and as a number.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { type Audience, audienceQuery, countAudience } from "./audience.ts";
import { countWithPatience } from "./count-members.ts";
import type { Asked } from "./read-known.ts";

let house: Harness;
let ours: Tenant;
let asked: Asked;
const [list, segment, asha, ravi, mira, noNumber, gone] = Array.from({ length: 7 }, () => newId());

beforeAll(async () => {
  house = await createHarness(() => []);
  ours = await house.tenant();
  asked = { tenantId: ours.id, mode: "live", at: new Date() };
  const stranger = await house.tenant();
  const people = [
    [ours.id, ours.id, ours.id, ours.id, ours.id, stranger.id],
    [asha, ravi, mira, noNumber, gone, newId()],
  ];
  await house.engine.query(
    `insert into contact (tenant_id, id, tags, deleted_at)
     select tenant_id, id, array[tag], case when deleted then now() end
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[]) as p(tenant_id, id, tag, deleted)`,
    [...people, ["vip", "vip", "new", "vip", "vip", "vip"], [false, false, false, false, true, false]],
  );
  await house.engine.query(
    `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     select tenant_id, 'phone', '', phone, id, convert_to(phone, 'UTF8'), '', now()
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as p(tenant_id, id, phone) where phone is not null`,
    [...people, ["+14155550501", "+14155550502", "+14155550503", null, "+14155550504", "+14155550505"]],
  );
  await house.engine.query("insert into contact_list (tenant_id, id, name) values ($1, $2, 'Guests')", [
    ours.id,
    list,
  ]);
  await house.engine.query(
    "insert into contact_list_member (tenant_id, list_id, contact_id) values ($1, $2, $3), ($1, $2, $4)",
    [ours.id, list, ravi, mira],
  );
  await house.engine.query(
    `insert into segment (tenant_id, id, name, rule, uses_segments, uses_lists)
     values ($1, $2, 'vips', '{"kind": "tag", "any_of": ["vip"]}', '{}', '{}')`,
    [ours.id, segment],
  );
});
afterAll(() => house.close());

const named = (id: string | undefined): readonly string[] => (id === undefined ? [] : [id]);

async function peopleOf(audience: Audience, withoutPhone = false): Promise<unknown[]> {
  return house.app.asTenants([ours.id], async (tx) => {
    const options = { firstValue: 3, withoutPhone };
    const { text, values } = await audienceQuery(tx, asked, audience, options);
    // As a campaign does: behind values of its own, in one statement.
    const { rows } = await tx.query<{ contact_id: string; whole: string }>(
      `select a.contact_id, $1 || $2 || coalesce(a.phone, '') as whole from (${text}) as a order by a.phone`,
      ["<", ">", ...values],
    );
    return rows.map(({ contact_id, whole }) => [contact_id, whole]);
  });
}

const [ofAsha, ofRavi, ofMira] = [
  [asha, "<>+14155550501"],
  [ravi, "<>+14155550502"],
  [mira, "<>+14155550503"],
];

test.each<[string, () => Audience, unknown[]]>([
  ["nothing means nobody", () => ({}), []],
  ["everyone has a number and stands", () => ({ everyone: true }), [ofAsha, ofRavi, ofMira]],
  ["a list", () => ({ lists: named(list) }), [ofRavi, ofMira]],
  ["a segment", () => ({ segments: named(segment) }), [ofAsha, ofRavi]],
  [
    "each once, however often they are meant",
    () => ({ lists: named(list), tags: ["vip", "new"] }),
    [ofAsha, ofRavi, ofMira],
  ],
  ["people by name", () => ({ contacts: named(mira) }), [ofMira]],
  ["all but a list", () => ({ everyone: true, exclude: { lists: named(list) } }), [ofAsha]],
  ["a list but a segment", () => ({ lists: named(list), exclude: { segments: named(segment) } }), [ofMira]],
])("%s", async (_name, audience, people) => {
  expect(await peopleOf(audience())).toEqual(people);
  expect(await countAudience(house.app, asked, audience())).toEqual({
    count: people.length,
    exact: true,
    method: "counted",
  });
});

test("who has no number is in it only when asked for", async () => {
  expect(await peopleOf({ segments: named(segment) }, true)).toEqual([ofAsha, ofRavi, [noNumber, "<>"]]);
});

test("what is not there is named with its place", async () => {
  const stranger = newId();
  const audience = { lists: [...named(list), stranger], exclude: { segments: [stranger] } };
  await expect(peopleOf(audience)).rejects.toMatchObject({
    code: "segment_invalid",
    errors: [
      { path: "/audience/lists/1", message: "names no list" },
      { path: "/audience/exclude/segments/0", message: "names no segment" },
    ],
  });
});

test("what takes too long to count is an estimate, and says so", async () => {
  const slow = { where: "(select count(*) from generate_series(1, 100000000)) > 0", values: [ours.id] };
  const counted = await countWithPatience(house.app, ours.id, slow, 20);
  expect(counted).toMatchObject({ exact: false, method: "planned" });
  expect(counted.count).toBeGreaterThan(0);
});
