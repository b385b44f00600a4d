// A file of people becomes contacts: every row of it is counted once, whatever happens on the way, and can be
// taken back.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createImportHouse, type ImportHouse, type Shown, type TenantSide } from "./testing/import-house.ts";

let house: ImportHouse;
let tenant: TenantSide;
beforeAll(async () => {
  house = await createImportHouse();
});
afterAll(() => house.harness.close());
beforeEach(async () => {
  tenant = await house.tenant();
});

const counts = ({ rows, created, updated, unchanged, duplicates, rejected }: Shown) => ({
  rows,
  created,
  updated,
  unchanged,
  duplicates,
  rejected,
});

const contacts = () =>
  tenant.rows<{ phone: string; name: string | null; tags: string[]; attributes: object }>(
    `select lead_phone as phone, name, language, time_zone, tags, attributes from contact
     where tenant_id = $1 and deleted_at is null order by lead_phone`,
    [tenant.id],
  );

const people = (count: number, from = 10_000): string =>
  ["Name,Phone", ...Array.from({ length: count }, (_, i) => `P${i},98200 ${from + i}`)].join("\n");

describe("an import", () => {
  test("reads what people send, and says of every row what became of it", async () => {
    const shown = await tenant.import(
      [
        "First name;Last name;Mobile no.;Language;Time zone;Tags;City",
        "Asha;Rao;98200 12345;hi_in;Asia/Calcutta;VIP, north;Pune",
        "Ravi;;'+91 98200 12346;;;;",
        "Meera;;98200 12345;;;;Agra",
        "Excel;;1.41555E+10;;;;",
        ";;;;;;",
        "Nobody;;12;;;;",
        "Zed;;98200 12347;klingonish-language;;;",
        "Ved;;98200 12348;;Mars/Base;;",
        "Broken;;98200 12349",
        "=cmd();;98200;;;;",
      ].join("\r\n"),
      { tags: "imported" },
    );
    expect(shown).toMatchObject({ state: "done", rows_total: 9, progress: 1, problem: null });
    expect(counts(shown)).toEqual({
      rows: 9,
      created: 2,
      updated: 0,
      unchanged: 0,
      duplicates: 1,
      rejected: 6,
    });
    expect(await contacts()).toEqual([
      {
        phone: "+919820012345",
        name: "Asha Rao",
        language: "hi-IN",
        time_zone: "Asia/Calcutta",
        tags: ["imported", "north", "vip"],
        attributes: { city: "Pune" },
      },
      {
        phone: "+919820012346",
        name: "Ravi",
        language: null,
        time_zone: null,
        tags: ["imported"],
        attributes: {},
      },
    ]);
    const rejects = await tenant.rejects(shown.id);
    const reasons = rejects.split("\r\n").map((line) => line.split(",").slice(0, 2).join(" "));
    expect(reasons).toEqual([
      "row reason",
      "4 duplicate",
      "5 cut_by_spreadsheet",
      "7 impossible_length",
      "8 unknown_language",
      "9 unknown_time_zone",
      "10 wrong_number_of_cells",
      "11 impossible_length",
      "",
    ]);
    // What is opened in a spreadsheet runs nothing.
    expect(rejects).toContain("'=cmd()");
  });

  test("tried first says the same, row by row, and changes nothing", async () => {
    await tenant.import(people(5));
    const file = `${people(8, 10_003)}\nX,12\nY,98200 10003`;
    const tried = await tenant.import(file, { mode: "dry_run", update: "always" });
    expect(await contacts()).toHaveLength(5);
    const done = await tenant.import(file, { update: "always" });
    expect(counts(tried)).toEqual(counts(done));
    expect(counts(done)).toEqual({
      rows: 10,
      created: 6,
      updated: 2,
      unchanged: 0,
      duplicates: 1,
      rejected: 1,
    });
    expect(await tenant.rejects(tried.id)).toBe(await tenant.rejects(done.id));
  });

  test.each([
    ["first", "One", { a: "1" }],
    ["last", "Three", { b: "3", a: "4" }],
    ["merge", "One", { a: "1", b: "3" }],
  ])("of rows with one number lets the %s count", async (duplicates, name, attributes) => {
    const file =
      "phone,name,a,b\n9820012345,One,1,\n9820099999,Other,,\n9820012345,,2,\n9820012345,Three,4,3\n";
    const shown = await tenant.import(file, { duplicates });
    expect(counts(shown)).toEqual({
      rows: 4,
      created: 2,
      updated: 0,
      unchanged: 0,
      duplicates: 2,
      rejected: 0,
    });
    expect((await contacts())[0]).toMatchObject({ name, attributes });
  });

  test.each([
    ["never", "Old", { city: "Pune" }, "unchanged"],
    ["empty", "Old", { city: "Pune", shop: "7" }, "updated"],
    ["always", "New", { city: "Agra", shop: "7" }, "updated"],
  ] as const)(
    "with the rule %s keeps or changes what is known",
    async (update, name, attributes, outcome) => {
      await tenant.import("phone,name,city\n9820012345,Old,Pune");
      const shown = await tenant.import("phone,name,city,shop\n9820012345,New,Agra,7", { update });
      expect(shown[outcome]).toBe(1);
      expect((await contacts())[0]).toMatchObject({ name, attributes });
    },
  );

  test("takes as many as the plan has room for, tried or not", async () => {
    for (const mode of ["dry_run", "commit"]) {
      house.room.left = 3;
      const shown = await tenant.import(people(5), { mode });
      house.room.left = null;
      expect(counts(shown)).toMatchObject({ created: 3, rejected: 2 });
      expect(await tenant.rejects(shown.id)).toContain("5,plan_full,");
    }
  });

  test("goes on where it was killed, without loss and without doing anything twice", async () => {
    const file = people(6_500) + `\nagain,98200 10000`;
    const { id } = (await (await tenant.send(file, { duplicates: "merge" })).json()) as Shown;
    for (const batches of [0, 1, 1, 1]) {
      let left = batches;
      const died = house.workOne(() => {
        if (left-- === 0) throw new Error("killed");
      });
      await expect(died).rejects.toThrow("killed");
      await tenant.rows("update contact_import set busy_until = null where tenant_id = $1", [tenant.id]);
    }
    expect((await tenant.show(id)).state).toBe("running");
    while (await house.workOne()) continue;
    const shown = await tenant.show(id);
    expect(counts(shown)).toEqual({
      rows: 6_501,
      created: 6_500,
      updated: 0,
      unchanged: 0,
      duplicates: 1,
      rejected: 0,
    });
    expect(await contacts()).toHaveLength(6_500);
  });
});

describe("evidence", () => {
  const consent = JSON.stringify({
    purpose: "marketing",
    source: "signup form",
    wording: "Write to me on WhatsApp.",
    proof: "https://shop.example/forms/7",
  });
  const words = () =>
    tenant.rows(
      `select phone, purpose, lifted_at is null as silent from suppression where tenant_id = $1 order by phone`,
      [tenant.id],
    );

  test("is none unless it comes with the file, and is recorded for each person once", async () => {
    await tenant.import(people(2));
    expect(await words()).toEqual([]);
    const shown = await tenant.import(people(3), { consent });
    expect(shown["consents"]).toBe(3);
    await tenant.import(people(3), { consent });
    const events = await tenant.rows(
      `select phone, state, source, proof, actor like 'key_%' as by_key, wording_hash is not null as worded
       from consent_event where tenant_id = $1 order by phone`,
      [tenant.id],
    );
    expect(events).toHaveLength(3);
    expect(events[0]).toEqual({
      phone: "+919820010000",
      state: "granted",
      source: "signup form",
      proof: "https://shop.example/forms/7",
      by_key: true,
      worded: true,
    });
    expect(await words()).toHaveLength(3);
  });

  test("does not speak over a refusal", async () => {
    const silent = await tenant.import("phone\n9820010000\n", { reason: "left" }, "/v1/suppressions/import");
    expect(counts(silent)).toMatchObject({ created: 1, unchanged: 0 });
    const shown = await tenant.import(people(2), { consent });
    expect(shown).toMatchObject({ created: 2, consents: 1 });
    expect(await words()).toEqual([
      { phone: "+919820010000", purpose: "marketing", silent: true },
      { phone: "+919820010001", purpose: "marketing", silent: false },
    ]);
  });

  test.each([
    ["{", "is not valid JSON"],
    ['{"purpose":"marketing"}', "required"],
    [JSON.stringify({ ...JSON.parse(consent), at: "2999-01-01T00:00:00Z" }), "lies in the future"],
  ])("that is incomplete is refused: %s", async (given, message) => {
    const response = await tenant.send(people(1), { consent: given });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe("numbers of people who opted out elsewhere", () => {
  test("are silent from now on, tried or done; who is silent already stays so", async () => {
    const file = "number\n+91 98200 10000\n9820010001\n9820010000\nnobody\n";
    const path = "/v1/suppressions/import";
    const tried = await tenant.import(file, { mode: "dry_run", purpose: "all" }, path);
    expect(await tenant.rows("select from suppression where tenant_id = $1", [tenant.id])).toEqual([]);
    const done = await tenant.import(file, { purpose: "all" }, path);
    expect(counts(done)).toEqual({
      rows: 4,
      created: 2,
      updated: 0,
      unchanged: 0,
      duplicates: 1,
      rejected: 1,
    });
    expect(counts(tried)).toEqual(counts(done));
    expect(house.skipped.slice(-2).toSorted()).toEqual(["+919820010000", "+919820010001"]);
    const again = await tenant.import(file, { purpose: "marketing" }, path);
    expect(again).toMatchObject({ created: 0, unchanged: 2 });
    // Nobody becomes a contact by it.
    expect(await contacts()).toEqual([]);
    const undo = await tenant.ask(`POST /v1/contacts/import/${done.id}/undo`);
    expect(undo.status).toBe(409);
  });
});

describe("a file", () => {
  test("that is canceled while it is read stops there, and what was done can be undone", async () => {
    const { id } = (await (await tenant.send(people(5_000))).json()) as Shown;
    let batches = 0;
    const canceled: Promise<Response>[] = [];
    await house.workOne(() => {
      if (++batches === 2) canceled.push(tenant.ask(`POST /v1/contacts/import/${id}/cancel`));
    });
    const [response] = await Promise.all(canceled);
    expect(response?.status).toBe(200);
    const shown = await tenant.show(id);
    expect(shown.state).toBe("canceled");
    expect(await contacts()).toHaveLength(shown.created);
    expect(shown.created).toBeLessThan(5_000);
    expect((await tenant.ask(`POST /v1/contacts/import/${id}/undo`)).status).toBe(202);
    while (await house.workOne()) continue;
    expect(await contacts()).toEqual([]);
    expect(await tenant.rows("select from contact_import_piece where tenant_id = $1", [tenant.id])).toEqual(
      [],
    );
  });

  test("that cannot be read to its end writes nothing, and says why", async () => {
    const shown = await tenant.import(`${people(3_000)}\n"never closed,98200 55555\nx,98200 55556`);
    expect(shown).toMatchObject({ state: "failed", rows: 0, problem: { code: "quote_not_closed" } });
    expect(await contacts()).toEqual([]);
    const nameless = await tenant.import("name,city\nAsha,Pune");
    expect(nameless).toMatchObject({ state: "failed", problem: { code: "no_phone_column" } });
  });

  test("sent twice under one key is one import", async () => {
    const once = () =>
      fetch(`${house.harness.url}/v1/contacts/import?mode=commit`, {
        method: "POST",
        headers: { authorization: `Bearer ${tenant.key}`, "idempotency-key": "again" },
        body: people(2),
      });
    const [one, other] = [await once(), await once()];
    expect([one.status, other.status]).toEqual([202, 202]);
    expect(((await one.json()) as Shown).id).toBe(((await other.json()) as Shown).id);
    expect(await tenant.rows("select from contact_import where tenant_id = $1", [tenant.id])).toHaveLength(1);
    await tenant.ask(`GET /v1/contacts/import`);
    while (await house.workOne()) continue;
  });

  test("is nobody else's to see", async () => {
    const { id } = await tenant.import(people(1));
    const stranger = await house.tenant();
    for (const line of [`GET /v1/contacts/import/${id}`, `GET /v1/contacts/import/${id}/rejects`]) {
      expect((await stranger.ask(line)).status).toBe(404);
    }
    expect(await (await stranger.ask("GET /v1/contacts/import")).json()).toEqual({ data: [], next: null });
  });

  test("is shown before it is imported, with a guess that can be changed", async () => {
    const look = async (file: string | Buffer, query: Record<string, string> = {}) => {
      const path = `/v1/contacts/import/preview?${new URLSearchParams(query).toString()}`;
      const headers = { authorization: `Bearer ${tenant.key}` };
      return (await fetch(house.harness.url + path, { method: "POST", headers, body: file })).json();
    };
    const file = `Kunde\tNummer zwei\nAsha\t98200 12345\nRavi\t12\n${"x\t98200 12346\n".repeat(10_000)}`;
    expect(await look(file)).toMatchObject({
      layout: {
        format: "csv",
        encoding: "utf-8",
        separator: "\t",
        header: true,
        columns: [
          { header: "Kunde", target: "attribute:kunde", confidence: 0.5 },
          { header: "Nummer zwei", target: "phone", confidence: 0.6 },
        ],
      },
      rows: [
        { row: 2, cells: ["Asha", "98200 12345"], phone: "+919820012345", error: null },
        { row: 3, phone: null, error: { reason: "impossible_length" } },
        ...Array.from({ length: 48 }, () => ({ error: null })),
      ],
      problem: null,
    });
    const mapping = JSON.stringify({ "nummer ZWEI": "ignore", "#1": "name" });
    expect(await look(file, { mapping })).toMatchObject({
      layout: { columns: [{ target: "name" }, { target: "ignore" }] },
      problem: { code: "no_phone_column" },
    });
    expect(await look(file, { mapping: '{"Telefon":"phone"}' })).toMatchObject({ code: "invalid_csv" });
    expect(await look(file, { mapping: '{"Kunde":"father"}' })).toMatchObject({ code: "invalid_request" });
  });
});
