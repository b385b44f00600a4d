// Contacts as an audience over HTTP: what is known of people, how they are found, their tags, lists and notes.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, newId } from "../http/harness.ts";
import { parseId } from "../kernel/ids.ts";
import { findContacts } from "./contacts/find-contacts.ts";
import { phoneAlias } from "./address.ts";
import { audienceOfPerson } from "./personal-data.ts";
import { type AudienceHouse, createAudienceHouse, people } from "./testing/audience-house.ts";

let at: AudienceHouse;
beforeAll(async () => {
  at = await createAudienceHouse();
});
afterAll(() => at.close());

describe("what is known of a contact", () => {
  test("is kept as the standards spell it", async () => {
    const { body } = await at.call("POST /v1/contacts", {
      phone: "+14155551000",
      language: "PT-br",
      time_zone: "america/sao_paulo",
      tags: [" VIP ", "Gold  Club", "vip"],
    });
    expect(body).toMatchObject({
      language: "pt-BR",
      time_zone: "America/Sao_Paulo",
      tags: ["gold club", "vip"],
    });
  });

  test("is added to by a second request, and replaced by a change", async () => {
    const id = await at.add("+14155551001", {
      tags: ["a"],
      attributes: { city: "Kochi", note: { deep: [1, null] } },
    });
    const added = await at.call("POST /v1/contacts", {
      phone: "+14155551001",
      tags: ["b"],
      attributes: { city: null },
    });
    expect(added.body).toMatchObject({ id, tags: ["a", "b"], attributes: { note: { deep: [1, null] } } });
    const changed = await at.call(`PATCH /v1/contacts/${id}`, { tags: ["c"], name: "Asha", language: null });
    expect(changed.body).toMatchObject({ tags: ["c"], name: "Asha" });
  });

  test("is one person's under any of their names", async () => {
    const id = await at.add("+14155551002");
    const joined = await at.call("POST /v1/contacts", {
      phone: "+14155551002",
      lid: "9988776655@lid",
      user_id: "IN.77",
      account: "w1",
    });
    expect([joined.status, joined.body["id"]]).toEqual([200, id]);
    const byLid = await at.call("POST /v1/contacts", { lid: "9988776655@lid", name: "Asha" });
    const byUser = await at.call("POST /v1/contacts", { user_id: "IN.77", account: "w1" });
    expect([byLid.body["id"], byUser.body["id"]]).toEqual([id, id]);
    expect(byUser.body).toMatchObject({ name: "Asha", phone: "+14155551002" });
  });

  test.each([
    [{ time_zone: "Mars/Olympus" }, "/time_zone"],
    [{ time_zone: "+02:00" }, "/time_zone"],
    [{ language: "not a language" }, "/language"],
    [{ tags: [" "] }, "/tags/0"],
    [{ tags: ["x".repeat(65)] }, "/tags/0"],
  ])("%j is refused with its place", async (wrong, path) => {
    const { status, body } = await at.call("POST /v1/contacts", { phone: "+14155551003", ...wrong });
    expect([status, body["errors"]]).toMatchObject([400, [{ path }]]);
  });

  test("has at most a hundred attributes, whenever they came", async () => {
    const some = (from: number) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`a${from + n}`, n]));
    const id = await at.add("+14155551004", { attributes: some(0) });
    const more = await at.call(`PATCH /v1/contacts/${id}`, { attributes: some(60) });
    expect([more.status, more.body["errors"]]).toMatchObject([400, [{ path: "/attributes" }]]);
    const { body } = await at.call(`GET /v1/contacts/${id}`);
    expect(Object.keys(body["attributes"] as object)).toHaveLength(60);
  });
});

describe("an attribute that is defined", () => {
  test("holds its type only, and says where it does not", async () => {
    for (const definition of [
      { name: "age", type: "number" },
      { name: "since", type: "date" },
      { name: "seen", type: "datetime" },
      { name: "plan", type: "choice", choices: ["Gold", "Silver"] },
      { name: "paying", type: "boolean" },
    ])
      expect((await at.call("POST /v1/contact-attributes", definition)).status).toBe(201);
    const wrong = { age: "41", since: "2026-02-30", seen: "2026-11-01T10:00:00", plan: "Bronze", paying: 1 };
    const refused = await at.call("POST /v1/contacts", { phone: "+14155551010", attributes: wrong });
    expect(refused.status).toBe(400);
    expect((refused.body["errors"] as { path: string }[]).map(({ path }) => path).toSorted()).toEqual(
      Object.keys(wrong)
        .map((name) => `/attributes/${name}`)
        .toSorted(),
    );
    const right = {
      age: 41,
      since: "2024-02-29",
      seen: "2026-11-01T10:00:00+02:00",
      plan: "gold",
      paying: true,
    };
    const kept = await at.call("POST /v1/contacts", { phone: "+14155551010", attributes: right });
    expect(kept.body["attributes"]).toEqual({ ...right, seen: "2026-11-01T08:00:00.000Z", plan: "Gold" });
  });

  test("is listed, changed and taken away; its type stays", async () => {
    await at.call("POST /v1/contact-attributes", { name: "size", type: "choice", choices: ["S"] });
    const taken = await at.call("POST /v1/contact-attributes", { name: "size", type: "text" });
    expect([taken.status, taken.body["code"]]).toEqual([409, "already_exists"]);
    const changed = await at.call("PATCH /v1/contact-attributes/size", { choices: ["S", "M"] });
    expect(changed.body).toMatchObject({ type: "choice", choices: ["S", "M"] });
    expect((await at.call("PATCH /v1/contact-attributes/age", { choices: ["1"] })).status).toBe(400);
    expect((await at.call("DELETE /v1/contact-attributes/size")).status).toBe(204);
    expect((await at.call("DELETE /v1/contact-attributes/size")).status).toBe(404);
    const { body } = await at.call("GET /v1/contact-attributes");
    expect((body["data"] as { name: string }[]).map(({ name }) => name)).not.toContain("size");
  });

  test("is found by its words once it is searched, and no longer once it is not", async () => {
    await at.add("+14155551011", { name: "Searched", attributes: { firm: "Café Ümlaut" } });
    await at.call("POST /v1/contact-attributes", { name: "firm", type: "text", searchable: true });
    await at.word();
    expect(await at.find("q=umlaut")).toEqual(["Searched"]);
    await at.call("PATCH /v1/contact-attributes/firm", { searchable: false });
    await at.word();
    expect(await at.find("q=umlaut")).toEqual([]);
  });
});

describe("a search", () => {
  beforeAll(async () => {
    await at.add("+491711234567", { name: "Jörg Müller", tags: ["berlin"] });
    await at.add("+966501234567", { name: "أحمد الفهد" });
    await at.add("+79161234567", { name: "МАРИЯ Иванова", tags: ["berlin"] });
    await at.add("+14155559876", { name: "Maria O'Brien" });
  });

  test.each([
    ["jorg", ["Jörg Müller"]],
    ["MÜL jo", ["Jörg Müller"]],
    ["احمد", ["أحمد الفهد"]],
    ["мария", ["МАРИЯ Иванова"]],
    ["brien", ["Maria O'Brien"]],
    ["maria ivan", []],
    // As a country writes it, with its country's code, without punctuation, and how it ends.
    ["0171 1234", ["Jörg Müller"]],
    ["+49 171 12", ["Jörg Müller"]],
    ["(415) 555-98", ["Maria O'Brien"]],
    ["9876", ["Maria O'Brien"]],
    ["berlin", ["МАРИЯ Иванова", "Jörg Müller"]],
    ["%", []],
    ["'; drop table contact", []],
  ])("for %s finds %j", async (q, names) => {
    expect(await at.find(`q=${encodeURIComponent(q)}`)).toEqual(names);
  });

  test("is narrowed down by tag, list and time, and goes on page by page", async () => {
    const list = await at.call("POST /v1/lists", { name: "Searched" });
    const { body } = await at.call("GET /v1/contacts?q=berlin&limit=1");
    expect(body["data"]).toMatchObject([{ name: "МАРИЯ Иванова" }]);
    expect(await at.find(`q=berlin&limit=1&after=${String(body["next"])}`)).toEqual(["Jörg Müller"]);
    const contacts = (body["data"] as { id: string }[]).map(({ id }) => id);
    await at.call(`POST /v1/lists/${String(list.body["id"])}/members`, { add: contacts });
    expect(await at.find(`tag=Berlin&list=${String(list.body["id"])}`)).toEqual(["МАРИЯ Иванова"]);
    expect(await at.find(`q=mar&list=${String(list.body["id"])}`)).toEqual([]);
    expect(await at.find(`tag=berlin&created_since=2020-01-01T00:00:00Z`)).toHaveLength(2);
    expect(await at.find(`tag=berlin&created_since=2999-01-01T00:00:00Z`)).toEqual([]);
  });

  test("follows a person's number, and forgets who is deleted", async () => {
    const id = await at.add("+14155551020", { name: "Mover" });
    const moved = {
      tenantId: at.tenantId,
      aliases: [phoneAlias("+14155551020")],
      movedTo: phoneAlias("+14155551021"),
      name: null,
      at: new Date(Date.now() + 60_000),
      evidence: "message",
    };
    await at.house.engine.transaction((tx) => findContacts(tx, [moved], people));
    expect((await at.call(`GET /v1/contacts/${id}`)).body).toMatchObject({ phone: "+14155551021" });
    expect([await at.find("q=5551020"), await at.find("q=5551021")]).toEqual([[], ["Mover"]]);
    await at.call(`DELETE /v1/contacts/${id}`);
    const { rows } = await at.house.engine.query("select word from contact_word where contact_id = $1", [
      parseId("con", id),
    ]);
    expect(rows).toEqual([]);
  });
});

describe("tags", () => {
  test("are put on a selection and taken off it; who is nobody is told", async () => {
    const ids = await Promise.all(
      ["+14155551030", "+14155551031"].map((phone) => at.add(phone, { tags: ["old"] })),
    );
    const nobody = `con_${newId().replaceAll("-", "")}`;
    const { body } = await at.call("POST /v1/contacts/tags", {
      contacts: [...ids, ids[0], nobody],
      add: ["New"],
      remove: ["old"],
    });
    expect(body).toEqual({ changed: 2, not_found: [nobody] });
    expect((await at.call(`GET /v1/contacts/${ids[0]}`)).body["tags"]).toEqual(["new"]);
    const again = await at.call("POST /v1/contacts/tags", { contacts: ids, add: ["new"] });
    expect(again.body["changed"]).toBe(0);
    const both = await at.call("POST /v1/contacts/tags", { contacts: ids, add: ["x"], remove: ["X"] });
    expect(both.status).toBe(400);
  });

  test("are renamed everywhere, into one that is there as well", async () => {
    await at.add("+14155551032", { tags: ["colour", "color"], name: "Both" });
    await at.add("+14155551033", { tags: ["colour"], name: "One" });
    const { body } = await at.call("POST /v1/tags/rename", { from: "Colour", to: "color" });
    expect(body).toEqual({ changed: 2, done: true });
    expect(await at.find("tag=color")).toEqual(["One", "Both"]);
    expect(await at.find("tag=colour")).toEqual([]);
  });

  test("are counted by name, page by page", async () => {
    await at.add("+14155551034", { tags: ["zebra", "zulu"] });
    const { body } = await at.call("GET /v1/tags?limit=1&after=yak");
    expect(body).toEqual({ data: [{ tag: "zebra", contacts: 1 }], next: "zebra" });
    expect((await at.call("GET /v1/tags?after=zebra")).body).toEqual({
      data: [{ tag: "zulu", contacts: 1 }],
      next: null,
    });
  });
});

/** What the list says, and what a recount finds. */
async function countsOf(list: string): Promise<unknown[]> {
  const { rows } = await at.house.engine.query<{ count: number }>(
    "select count(*)::int as count from contact_list_member where list_id = $1",
    [parseId("lst", list)],
  );
  return [(await at.call(`GET /v1/lists/${list}`)).body["contacts"], rows[0]?.count];
}

describe("a list", () => {
  test("counts who comes and leaves, however often they are named", async () => {
    const list = String((await at.call("POST /v1/lists", { name: "Regulars" })).body["id"]);
    const ids = await Promise.all([1040, 1041, 1042].map((end) => at.add(`+1415555${end}`)));
    const added = await at.call(`POST /v1/lists/${list}/members`, { add: [...ids, ids[0]] });
    expect(added.body).toEqual({ added: 3, removed: 0, not_found: [], contacts: 3 });
    const changed = await at.call(`POST /v1/lists/${list}/members`, {
      add: ids.slice(0, 1),
      remove: ids.slice(2),
    });
    expect(changed.body).toEqual({ added: 0, removed: 1, not_found: [], contacts: 2 });
    await at.call(`DELETE /v1/contacts/${ids[0]}`);
    expect(await countsOf(list)).toEqual([1, 1]);
  });

  test("counts right when many change it at once", async () => {
    const list = String((await at.call("POST /v1/lists", { name: "Crowd" })).body["id"]);
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => at.add(`+1415555105${n}`)));
    await Promise.all(
      ids.flatMap((id, n) => [
        at.call(`POST /v1/lists/${list}/members`, { add: [id, ids[(n + 1) % 8]] }),
        at.call(`POST /v1/lists/${list}/members`, { remove: [ids[(n + 3) % 8]] }),
      ]),
    );
    const [told, counted] = await countsOf(list);
    expect(told).toBe(counted);
  });

  test("is called otherwise, but not like another one, and goes without its people", async () => {
    const list = String((await at.call("POST /v1/lists", { name: "First" })).body["id"]);
    await at.call("POST /v1/lists", { name: "Second" });
    const id = await at.add("+14155551060");
    await at.call(`POST /v1/lists/${list}/members`, { add: [id] });
    expect((await at.call(`PATCH /v1/lists/${list}`, { name: "second" })).status).toBe(409);
    expect((await at.call("POST /v1/lists", { name: "FIRST" })).status).toBe(409);
    expect((await at.call(`PATCH /v1/lists/${list}`, { name: "Primary" })).body).toMatchObject({
      contacts: 1,
    });
    expect((await at.call(`DELETE /v1/lists/${list}`)).status).toBe(204);
    expect((await at.call(`GET /v1/contacts/${id}`)).body["lists"]).toEqual([]);
    expect((await at.call(`POST /v1/lists/${list}/members`, { add: [id] })).status).toBe(404);
  });
});

test("two people who are one have the tags, lists and notes of both", async () => {
  const [one, two] = [
    await at.add("+14155551070", { tags: ["a"] }),
    await at.add("+14155551071", { tags: ["b"] }),
  ];
  const lists = await Promise.all(["Left", "Right"].map((name) => at.call("POST /v1/lists", { name })));
  const [left, right] = lists.map(({ body }) => String(body["id"]));
  await at.call(`POST /v1/lists/${left}/members`, { add: [one, two] });
  await at.call(`POST /v1/lists/${right}/members`, { add: [two] });
  await at.call(`POST /v1/contacts/${two}/notes`, { body: "Calls at night." });
  const aliases = [phoneAlias("+14155551070"), phoneAlias("+14155551071")];
  const sighting = { tenantId: at.tenantId, aliases, name: null, at: new Date(), evidence: "message" };
  await at.house.engine.transaction((tx) => findContacts(tx, [sighting], people));
  const { body } = await at.call(`GET /v1/contacts/${two}`);
  expect(body).toMatchObject({ id: one, tags: ["a", "b"] });
  expect(new Set(body["lists"] as string[])).toEqual(new Set([left, right]));
  expect([await countsOf(String(left)), await countsOf(String(right))]).toEqual([
    [1, 1],
    [1, 1],
  ]);
  const notes = await at.call(`GET /v1/contacts/${one}/notes`);
  expect(notes.body["data"]).toMatchObject([{ contact: one, body: "Calls at night." }]);
});

test.each(["deleted", "erased"])("nothing of who is %s is left but that they were there", async (how) => {
  const phone = `+1415555110${how.length}`;
  const id = await at.add(phone, { name: "Gone", tags: ["left"], language: "de", attributes: { a: 1 } });
  const contactId = parseId("con", id) ?? "";
  const list = String((await at.call("POST /v1/lists", { name: how })).body["id"]);
  await at.call(`POST /v1/lists/${list}/members`, { add: [id] });
  await at.call(`POST /v1/contacts/${id}/notes`, { body: "Calls at night." });
  if (how === "deleted") await at.call(`DELETE /v1/contacts/${id}`);
  else {
    const person = { tenantId: at.tenantId, contactIds: [contactId], names: [] };
    await at.house.app.asTenants([at.tenantId], (tx) => audienceOfPerson.erase(tx, person));
  }
  const { rows } = await at.house.engine.query(
    `select name, tags, language, attributes, lead_phone, deleted_at is not null as deleted,
       (select count(*)::int from contact_word where contact_id = c.id) as words,
       (select count(*)::int from contact_note where contact_id = c.id) as notes
     from contact c where id = $1`,
    [contactId],
  );
  const nothing = { name: null, tags: [], language: null, attributes: {}, lead_phone: null };
  expect(rows).toEqual([{ ...nothing, deleted: true, words: 0, notes: 0 }]);
  expect(await countsOf(list)).toEqual([0, 0]);
});

describe("a note", () => {
  test("is taken away by who wrote it, or by who may change people's roles", async () => {
    const id = await at.add("+14155551080");
    const write = async () =>
      String((await at.call(`POST /v1/contacts/${id}/notes`, { body: "Hm." })).body["id"]);
    const [first, second] = [await write(), await write()];
    const { body } = await at.call(`GET /v1/contacts/${id}/notes?limit=1`);
    expect(body).toMatchObject({
      data: [{ id: second, author: expect.stringMatching(/^key_/) }],
      next: second,
    });
    const tenant = { tenantId: at.tenantId };
    const agent = at.house.person({ ...tenant, scopes: ["contacts:write"] });
    const owner = at.house.person({ ...tenant, scopes: ["contacts:write", "people:write"] });
    const remove = (note: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${at.house.url}/v1/notes/${note}`, { method: "DELETE", headers });
    expect((await remove(first, agent)).status).toBe(403);
    expect((await remove(first, owner)).status).toBe(204);
    expect((await at.call(`DELETE /v1/notes/${second}`)).status).toBe(204);
    const stranger = (await (await at.house.tenant()).key("live")).text;
    expect((await ask(at.house, stranger, `GET /v1/contacts/${id}/notes`)).status).toBe(404);
  });
});

describe("an export", () => {
  const read = async (query: string): Promise<string> => {
    const answer = await fetch(`${at.house.url}/v1/contacts/export${query}`, {
      headers: { authorization: `Bearer ${at.key}` },
    });
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    return answer.text();
  };

  test("has what was asked for, and nothing that a spreadsheet runs", async () => {
    await at.add("+14155551090", {
      name: '=cmd|"/c calc"',
      tags: ["exported"],
      attributes: { city: "Köln, Süd" },
    });
    expect(await read("?tag=exported&columns=phone,name,tags,attributes.city")).toBe(
      'phone,name,tags,attributes.city\r\n+14155551090,"\'=cmd|""/c calc""",exported,"Köln, Süd"\r\n',
    );
    const [head] = (await read("?tag=exported")).split("\r\n");
    expect(head).toContain("id,phone,name");
    expect(head).toContain("attributes.age");
    expect(await read("?list=lst_nothing&columns=id")).toBe("id\r\n");
  });

  test("does not know other columns", async () => {
    const { status, body } = await at.call("GET /v1/contacts/export?columns=address_hash");
    expect([status, body["errors"]]).toMatchObject([400, [{ path: "query.columns" }]]);
  });
});
