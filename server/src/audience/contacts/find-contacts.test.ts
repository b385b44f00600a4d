// Contacts in the database, found by many processes at once: an address is never two people's.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId } from "../../http/harness.ts";
import { type Alias, createAddressHash, phoneAlias } from "../address.ts";
import { findContacts } from "./find-contacts.ts";
import type { Sighting } from "./plan.ts";
import { connectedNames, nameOf, storedNames } from "./testing/naive-groups.ts";

let house: Harness;
beforeAll(async () => {
  house = await createHarness(() => []);
});
afterAll(() => house.close());

const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
const at = new Date("2026-11-01T10:00:00Z");
const lid = (value: string): Alias => ({ kind: "lid", scope: "", value });
const userId = (value: string): Alias => ({ kind: "user_id", scope: "w1", value });

function see(tenantId: string, aliases: Alias[], more: Partial<Sighting> = {}): Sighting {
  return { tenantId, aliases, name: null, at, evidence: "message", ...more };
}

/** A transaction of its own, as each of several processes has. */
async function meet(sightings: readonly Sighting[]): Promise<string[]> {
  return house.engine.transaction(async (tx) => (await findContacts(tx, sightings, people)).contactIds);
}

type Row = Pick<Alias, "kind" | "value"> & { contact_id: string; merged_into: string | null };

async function aliasesOf(tenantId: string): Promise<Row[]> {
  const { rows } = await house.engine.query<Row>(
    `select a.kind, a.value, a.contact_id, c.merged_into
     from contact_alias a join contact c on c.tenant_id = a.tenant_id and c.id = a.contact_id
     where a.tenant_id = $1`,
    [tenantId],
  );
  return rows;
}

describe("a contact", () => {
  test("is the same for a number however often and by how many it is met", async () => {
    const { id } = await house.tenant();
    const met = await Promise.all(
      Array.from({ length: 12 }, () => meet([see(id, [phoneAlias("+14155550100")], { name: "Asha" })])),
    );
    expect(new Set(met.flat()).size).toBe(1);
    const { rows } = await house.engine.query(
      "select profile_name, merged_into from contact where tenant_id = $1",
      [id],
    );
    expect(rows).toEqual([{ profile_name: "Asha", merged_into: null }]);
  });

  test("that is merged leaves its names, its name and its attributes to the older one", async () => {
    const { id } = await house.tenant();
    const [older] = await meet([see(id, [lid("9@lid")])]);
    const [younger] = await meet([see(id, [phoneAlias("+14155550101")], { name: "Asha" })]);
    await house.engine.query(
      `update contact set name = case id when $2 then null else 'Asha Nair' end,
         attributes = case id when $2 then '{"city": "Kochi"}' else '{"city": "Delhi", "plan": "gold"}' end::jsonb
       where tenant_id = $1`,
      [id, older],
    );
    expect(await meet([see(id, [phoneAlias("+14155550101"), lid("9@lid")])])).toEqual([older]);
    const { rows } = await house.engine.query(
      "select id, name, profile_name, attributes, merged_into from contact where tenant_id = $1 order by id",
      [id],
    );
    expect(rows).toEqual([
      {
        id: older,
        name: "Asha Nair",
        profile_name: "Asha",
        attributes: { city: "Kochi", plan: "gold" },
        merged_into: null,
      },
      { id: younger, name: null, profile_name: null, attributes: {}, merged_into: older },
    ]);
    expect(new Set((await aliasesOf(id)).map((row) => row.contact_id))).toEqual(new Set([older]));
  });

  test("that was merged twice is found in one look", async () => {
    const { id } = await house.tenant();
    const [first] = await meet([see(id, [lid("1@lid")])]);
    const [second] = await meet([see(id, [lid("2@lid")])]);
    const [third] = await meet([see(id, [lid("3@lid")])]);
    await meet([see(id, [lid("2@lid"), lid("3@lid")])]);
    await meet([see(id, [lid("1@lid"), lid("2@lid")])]);
    const { rows } = await house.engine.query(
      "select id, merged_into from contact where tenant_id = $1 order by id",
      [id],
    );
    expect(rows).toEqual([
      { id: first, merged_into: null },
      { id: second, merged_into: first },
      { id: third, merged_into: first },
    ]);
  });

  test("moves to a new number with a system message, and the old number is free", async () => {
    const { id } = await house.tenant();
    const [before] = await meet([see(id, [phoneAlias("+14155550102")])]);
    const moved = see(id, [phoneAlias("+14155550102")], { movedTo: phoneAlias("+14155550103") });
    expect(await meet([moved])).toEqual([before]);
    expect(await meet([moved])).toEqual([before]);
    const later = new Date(at.getTime() + 60_000);
    expect(await meet([see(id, [phoneAlias("+14155550103")], { at: later })])).toEqual([before]);
    expect(await meet([see(id, [phoneAlias("+14155550102")], { at: later })])).not.toEqual([before]);
  });
});

const anyAlias = fc.constantFrom(
  ...[1, 2, 3, 4].flatMap((n) => [phoneAlias(`+1415555020${n}`), lid(`${n}@lid`), userId(`IN.${n}`)]),
);
const anyBatches = fc.array(
  fc.array(fc.uniqueArray(anyAlias, { minLength: 1, maxLength: 2, selector: nameOf }), {
    minLength: 1,
    maxLength: 4,
  }),
  { minLength: 2, maxLength: 6 },
);

test("batches that are met at the same time leave what sightings connect with one living contact", async () => {
  await fc.assert(
    fc.asyncProperty(anyBatches, async (batches) => {
      const { id } = await house.tenant();
      await Promise.all(batches.map((batch) => meet(batch.map((aliases) => see(id, aliases)))));
      const rows = await aliasesOf(id);
      expect(rows.filter(({ merged_into }) => merged_into !== null)).toEqual([]);
      const stored = storedNames(
        rows,
        (row) => row.contact_id,
        (row) => row,
      );
      expect(stored).toEqual(connectedNames(batches.flat()));
      const { rows: living } = await house.engine.query(
        "select id from contact where tenant_id = $1 and merged_into is null",
        [id],
      );
      expect(living).toHaveLength(stored.length);
    }),
    { numRuns: 40 },
  );
});
