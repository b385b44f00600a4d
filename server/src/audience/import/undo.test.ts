// An import is taken back within a day: as far as nobody has changed anything since.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createImportHouse, type ImportHouse, type TenantSide } from "./testing/import-house.ts";

let house: ImportHouse;
let tenant: TenantSide;
beforeAll(async () => {
  house = await createImportHouse();
});
afterAll(() => house.harness.close());
beforeEach(async () => {
  tenant = await house.tenant();
});

const contacts = () =>
  tenant.rows<{ phone: string; name: string | null; attributes: object }>(
    `select lead_phone as phone, name, attributes from contact
     where tenant_id = $1 and deleted_at is null order by lead_phone`,
    [tenant.id],
  );

describe("what was imported can be taken back", () => {
  test("what it created goes, what it changed is as it was, what was changed since stays", async () => {
    const list = house.deps.people.newId();
    await tenant.rows("insert into contact_list (tenant_id, id, name) values ($1, $2, 'Autumn')", [
      tenant.id,
      list,
    ]);
    await tenant.import("phone,name,city\n9820010000,Old,Pune\n9820010001,Older,\n9820010002,Same,Agra");
    const before = await contacts();
    const shown = await tenant.import(
      [
        "phone,name,city",
        "9820010000,New,Agra",
        "9820010001,Newer,Delhi",
        "9820010002,Same,Agra",
        "9820010003,Fresh,",
        "9820010004,Kept,",
      ].join("\n"),
      { update: "always", list: `lst_${list.replaceAll("-", "")}`, consent: aConsent },
    );
    expect(shown).toMatchObject({ created: 2, updated: 2, unchanged: 1, consents: 5 });
    const members = () => tenant.rows("select from contact_list_member where tenant_id = $1", [tenant.id]);
    expect(await members()).toHaveLength(5);
    for (const phone of ["+919820010001", "+919820010004"]) {
      await tenant.rows(
        "update contact set name = 'Edited', updated_at = now() where tenant_id = $1 and lead_phone = $2",
        [tenant.id, phone],
      );
    }
    const undoing = await tenant.ask(`POST /v1/contacts/import/${shown.id}/undo`);
    expect(undoing.status).toBe(202);
    while (await house.workOne()) continue;
    expect(await tenant.show(shown.id)).toMatchObject({
      state: "undone",
      undone: { removed: 1, restored: 1, kept: 2 },
    });
    const after = await contacts();
    expect(after.map(({ phone, name }) => [phone, name])).toEqual([
      ["+919820010000", "Old"],
      ["+919820010001", "Edited"],
      ["+919820010002", "Same"],
      ["+919820010004", "Edited"],
    ]);
    expect(after[0]).toEqual(before[0]);
    // Nobody is on the list by it, and nobody is opted in.
    expect(await members()).toEqual([]);
    expect(await tenant.rows("select from suppression where tenant_id = $1", [tenant.id])).toEqual([]);
    const again = await tenant.ask(`POST /v1/contacts/import/${shown.id}/undo`);
    expect(again.status).toBe(409);
  });

  test("only a commit, and only within a day", async () => {
    const tried = await tenant.import("phone\n9820010000", { mode: "dry_run" });
    const done = await tenant.import("phone\n9820010000");
    expect([tried["undo_until"], typeof done["undo_until"]]).toEqual([null, "string"]);
    await tenant.rows(
      "update contact_import set done_at = now() - interval '25 hours' where tenant_id = $1",
      [tenant.id],
    );
    for (const { id } of [tried, done]) {
      expect((await tenant.ask(`POST /v1/contacts/import/${id}/undo`)).status).toBe(409);
    }
  });
});

const aConsent = JSON.stringify({ purpose: "all", source: "shop", wording: "Yes.", proof: "till 4" });
