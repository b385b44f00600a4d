// Many contacts at once: who is new, what is overwritten by which rule, and what a batch leaves behind.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AudienceHouse, createAudienceHouse, people } from "../testing/audience-house.ts";
import { phoneAlias } from "../address.ts";
import { findContacts } from "./find-contacts.ts";
import { type UpsertAsked, type Upserted, upsertContacts } from "./upsert-contacts.ts";
import type { ContactInput, Overwrite, UpsertRules } from "./upsert-rules.ts";

let at: AudienceHouse;
beforeAll(async () => {
  at = await createAudienceHouse();
});
afterAll(() => at.close());

function rulesOf(overwrite: Overwrite, more: Partial<UpsertRules> = {}): UpsertRules {
  return {
    overwrite: { name: overwrite, language: overwrite, timeZone: overwrite, attributes: overwrite },
    tags: [],
    listIds: [],
    evidence: "import",
    at: new Date(),
    ...more,
  };
}

function upsert(
  rows: readonly ContactInput[],
  rules: UpsertRules = rulesOf("always"),
  more: Partial<UpsertAsked> = {},
): Promise<Upserted[]> {
  const asked = { tenantId: at.tenantId, rows, rules, ...more };
  return at.house.app.asTenants([at.tenantId], (tx) => upsertContacts(tx, asked, people));
}

async function read(phone: string): Promise<Record<string, unknown>> {
  const { body } = await at.call(`GET /v1/contacts?phone=${encodeURIComponent(phone)}`);
  const [contact] = body["data"] as Record<string, unknown>[];
  return contact ?? {};
}

describe("a batch", () => {
  test("creates who is new, changes who is known, and says what became of each row", async () => {
    const known = { phone: "+14155552000", name: "Asha" };
    expect((await upsert([known])).map(({ outcome }) => outcome)).toEqual(["created"]);
    const outcomes = await upsert([
      known,
      { phone: "+14155552001", name: "Ravi", attributes: { city: "Kochi" }, tags: ["new"] },
      { phone: "+14155552001", attributes: { plan: "gold" } },
      { ...known, phone: "+14155552000", name: "Asha Nair" },
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["updated", "created", "duplicate", "duplicate"]);
    expect(await read("+14155552001")).toMatchObject({
      name: "Ravi",
      phone: "+14155552001",
      attributes: { city: "Kochi", plan: "gold" },
      tags: ["new"],
    });
    expect(await read("+14155552000")).toMatchObject({ name: "Asha Nair" });
    const again = await upsert([{ ...known, name: "Asha Nair" }]);
    expect(again.map(({ outcome }) => outcome)).toEqual(["unchanged"]);
  });

  test.each<[Overwrite, unknown, unknown]>([
    ["never", "Asha", { city: "Kochi" }],
    ["empty", "Asha", { city: "Kochi", plan: "gold", blank: "filled" }],
    ["always", "Ravi", { city: "Delhi", plan: "gold", blank: "filled" }],
  ])("that may overwrite %s leaves %s", async (overwrite, name, attributes) => {
    const phone = `+1415555201${["never", "empty", "always"].indexOf(overwrite)}`;
    const before = { city: "Kochi", ...(overwrite === "never" ? {} : { blank: "" }) };
    await upsert([{ phone, name: "Asha", attributes: before }]);
    const given = { city: "Delhi", plan: "gold", blank: "filled" };
    await upsert([{ phone, name: "Ravi", language: "ml", attributes: given }], rulesOf(overwrite));
    expect(await read(phone)).toMatchObject({ name, language: overwrite === "never" ? null : "ml" });
    expect((await read(phone))["attributes"]).toEqual(attributes);
  });

  test("obeys a rule of one attribute, and takes away what is null where it may", async () => {
    const phone = "+14155552020";
    await upsert([{ phone, name: "Asha", attributes: { city: "Kochi", plan: "gold", age: 41 } }]);
    const rules = rulesOf("always", { overwriteAttribute: { plan: "never" } });
    await upsert([{ phone, name: null, attributes: { city: null, plan: null, age: 42 } }], rules);
    expect(await read(phone)).toMatchObject({ name: null, attributes: { plan: "gold", age: 42 } });
  });

  test("puts everybody on lists and tags them, and both are counted", async () => {
    const list = String((await at.call("POST /v1/lists", { name: "Imported" })).body["id"]);
    const listId = list.replace(/^lst_(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    // More than are worded at once.
    const rows = Array.from({ length: 300 }, (_, n) => ({
      phone: `+1415556${1000 + n}`,
      name: `Batch Nr${n}`,
    }));
    await upsert(rows, rulesOf("always", { tags: ["batch"], listIds: [listId] }));
    await upsert(rows.slice(0, 10), rulesOf("always", { tags: ["batch"], listIds: [listId] }));
    expect((await at.call(`GET /v1/lists/${list}`)).body).toMatchObject({ contacts: 300 });
    expect((await at.call("GET /v1/tags?after=batc")).body["data"]).toContainEqual({
      tag: "batch",
      contacts: 300,
    });
    expect(await at.find("q=nr299")).toEqual([]);
    await at.word();
    expect(await at.find("q=nr299+batch")).toEqual(["Batch Nr299"]);
    expect(await at.find("tag=batch&limit=200")).toHaveLength(200);
  });

  test("asks once whether there is room, for those who are new, and writes nothing when there is none", async () => {
    const asked: number[] = [];
    const rows = [{ phone: "+14155552030" }, { phone: "+14155552000" }, { phone: "+14155552030" }];
    const room = async (adding: number): Promise<void> => {
      asked.push(adding);
      throw new Error("no room");
    };
    await expect(upsert(rows, rulesOf("always"), { room })).rejects.toThrow("no room");
    expect([asked, await read("+14155552030")]).toEqual([[1], {}]);
  });

  test("gives a number that somebody has left to somebody new", async () => {
    const [old] = await upsert([{ phone: "+14155552040", name: "Asha" }]);
    const moved = {
      tenantId: at.tenantId,
      aliases: [phoneAlias("+14155552040")],
      movedTo: phoneAlias("+14155552041"),
      name: null,
      at: new Date(),
      evidence: "message",
    };
    await at.house.engine.transaction((tx) => findContacts(tx, [moved], people));
    const later = rulesOf("always", { at: new Date(Date.now() + 60_000) });
    const [fresh, same] = await upsert(
      [{ phone: "+14155552040", name: "Ravi" }, { phone: "+14155552041" }],
      later,
    );
    expect([fresh?.outcome, same?.contactId]).toEqual(["created", old?.contactId]);
    expect([await read("+14155552040"), await read("+14155552041")]).toMatchObject([
      { name: "Ravi", phone: "+14155552040" },
      { name: "Asha", phone: "+14155552041" },
    ]);
  });

  test("leaves what nothing may be sent to as it was", async () => {
    const phone = "+14155552050";
    await at.call("POST /v1/suppressions", { phone, reason: "asked" });
    await upsert([{ phone }]);
    expect(await read(phone)).toMatchObject({ suppressed: ["marketing"] });
  });
});

const anyRow = fc.record(
  {
    phone: fc.constantFrom(..."012345".split("").map((n) => `+1415555210${n}`)),
    name: fc.constantFrom("Asha", "Ravi", "Mei"),
    attributes: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 3 })),
    tags: fc.subarray(["x", "y"]),
  },
  { requiredKeys: ["phone"] },
);

test("batches come to the same as their rows one by one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { minLength: 1, maxLength: 12 }),
      fc.constantFrom<Overwrite>("never", "empty", "always"),
      async (rows, overwrite) => {
        const wipe =
          "update contact set name = null, tags = '{}', attributes = '{}' where lead_phone like '+1415555210%'";
        const state = async (): Promise<unknown> =>
          (
            await at.house.engine.query(
              `select lead_phone, name, tags, attributes from contact
               where lead_phone like '+1415555210%' and (name is not null or tags <> '{}' or attributes <> '{}')
               order by 1`,
            )
          ).rows;
        // Everybody is known, so that rules hold for both.
        await upsert("012345".split("").map((n) => ({ phone: `+1415555210${n}` })));
        await at.house.engine.query(wipe);
        await upsert(rows, rulesOf(overwrite));
        const together = await state();
        await at.house.engine.query(wipe);
        for (const row of rows) await upsert([row], rulesOf(overwrite));
        expect(together).toEqual(await state());
      },
    ),
    { numRuns: 15 },
  );
});
