// Contacts, consent and suppressions over HTTP: one id for a person, evidence that stays, refusals that hold.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { AppError } from "../kernel/errors.ts";
import { createAddressHash, phoneAlias } from "./address.ts";
import { findContacts } from "./contacts/find-contacts.ts";
import type { Silenced } from "./consent/spread-words.ts";
import { audienceRoutes } from "./routes.ts";

const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
const skipped: Silenced[] = [];
let house: Harness;
let ours: Tenant;
let key: string;

beforeAll(async () => {
  house = await createHarness(({ app }) =>
    audienceRoutes({
      db: app,
      people,
      now: () => new Date(),
      parsePhone: async (_tenantId, text, path) => {
        if (/^\+\d+$/.test(text)) return text;
        throw new AppError("invalid_phone", "It is no number.", {
          errors: [{ path, message: "is no number" }],
        });
      },
      skipWaiting: async (_tx, silenced) => void skipped.push(...silenced),
    }),
  );
  ours = await house.tenant();
  key = (await ours.key("live")).text;
});
afterAll(() => house.close());

const call = (line: string, body?: unknown): Promise<Answer> =>
  ask(house, key, line, body === undefined ? {} : { body });
const add = async (phone: string, more: object = {}): Promise<string> =>
  String((await call("POST /v1/contacts", { phone, ...more })).body["id"]);

describe("a contact", () => {
  test("is added once by its number; the second time it is changed", async () => {
    const added = await call("POST /v1/contacts", {
      phone: "+14155550300",
      name: "Asha",
      attributes: { city: "Kochi", plan: "gold" },
    });
    expect([added.status, added.body]).toMatchObject([
      201,
      { name: "Asha", phone: "+14155550300", attributes: { city: "Kochi", plan: "gold" }, suppressed: [] },
    ]);
    const again = await call("POST /v1/contacts", {
      phone: "+14155550300",
      attributes: { plan: null, age: 41 },
    });
    expect([again.status, again.body]).toMatchObject([
      200,
      { id: added.body["id"], name: "Asha", attributes: { city: "Kochi", age: 41 } },
    ]);
  });

  test("is found by its number, listed newest first and page by page", async () => {
    const [first, second] = [await add("+14155550301"), await add("+14155550302")];
    const found = await call("GET /v1/contacts?phone=%2B14155550301");
    expect(found.body["data"]).toMatchObject([{ id: first }]);
    const page = await call("GET /v1/contacts?limit=1");
    expect(page.body).toMatchObject({ data: [{ id: second }], next: second });
    const next = await call(`GET /v1/contacts?limit=1&after=${second}`);
    expect(next.body["data"]).toMatchObject([{ id: first }]);
  });

  test("that was merged answers under its old id with the one that stands", async () => {
    const [older, younger] = [await add("+14155550303"), await add("+14155550304", { name: "Asha" })];
    const sighting = { name: null, at: new Date(), evidence: "message" };
    const aliases = [phoneAlias("+14155550303"), phoneAlias("+14155550304")];
    await house.engine.transaction((tx) =>
      findContacts(tx, [{ tenantId: ours.id, aliases, ...sighting }], people),
    );
    const read = await call(`GET /v1/contacts/${younger}`);
    expect(read.body).toMatchObject({ id: older, name: "Asha" });
    const changed = await call(`PATCH /v1/contacts/${younger}`, { name: "Asha Nair" });
    expect(changed.body).toMatchObject({ id: older, name: "Asha Nair" });
  });

  test("is forgotten for good, but not that nothing may be sent to them", async () => {
    const id = await add("+14155550305", { name: "Asha" });
    await call("POST /v1/suppressions", { phone: "+14155550305", reason: "asked by phone" });
    expect((await call(`DELETE /v1/contacts/${id}`)).status).toBe(204);
    expect((await call(`GET /v1/contacts/${id}`)).status).toBe(404);
    const { rows } = await house.engine.query(
      `select (select count(*) from contact_alias where value = $1)::int as aliases,
              (select count(*) from suppression where phone = $1)::int as suppressions,
              (select count(*) from consent_event where phone = $1)::int as events`,
      ["+14155550305"],
    );
    expect(rows).toEqual([{ aliases: 0, suppressions: 0, events: 0 }]);
    const again = await call("POST /v1/contacts", { phone: "+14155550305" });
    expect([again.status, again.body]).toMatchObject([201, { name: null, suppressed: ["marketing"] }]);
    expect(again.body["id"]).not.toBe(id);
  });

  test("of another tenant is not there", async () => {
    const id = await add("+14155550306");
    const stranger = (await (await house.tenant()).key("live")).text;
    for (const line of [`GET /v1/contacts/${id}`, `DELETE /v1/contacts/${id}`]) {
      expect((await ask(house, stranger, line)).status).toBe(404);
    }
    expect((await ask(house, stranger, "GET /v1/contacts")).body["data"]).toEqual([]);
  });

  test.each([
    [{ phone: "nobody" }, 422, "/phone"],
    [
      { phone: "+14155550307", attributes: { a: { b: { c: { d: { e: { f: 1 } } } } } } },
      400,
      "/attributes/a",
    ],
    [{ phone: "+14155550307", color: "red" }, 400, "/color"],
    [{}, 400, "/phone"],
  ])("%j is refused with the place", async (body, status, path) => {
    const answer = await call("POST /v1/contacts", body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body["errors"])).toContain(`"${path}"`);
  });
});

describe("a suppression", () => {
  test("takes what waits, is listed, and is lifted with a reason that stays as evidence", async () => {
    const phone = "+14155550310";
    const added = await call("POST /v1/suppressions", { phone, reason: "complained" });
    expect([added.status, added.body]).toMatchObject([
      201,
      { phone, purpose: "marketing", lane: "own", reason: "complained", source: "api" },
    ]);
    expect(skipped).toContainEqual({ tenant_id: ours.id, recipient: phone, purpose: "marketing" });
    const listed = await call(`GET /v1/suppressions?phone=${encodeURIComponent(phone)}`);
    expect(listed.body["data"]).toEqual([added.body]);
    const id = String(added.body["id"]);
    expect((await call(`DELETE /v1/suppressions/${id}`)).status).toBe(400);
    expect((await call(`DELETE /v1/suppressions/${id}?reason=asked%20again`)).status).toBe(204);
    expect((await call(`GET /v1/suppressions?phone=${encodeURIComponent(phone)}`)).body["data"]).toEqual([]);
    const events = await call(`GET /v1/consents?phone=${encodeURIComponent(phone)}`);
    expect(events.body["data"]).toMatchObject([{ state: "granted" }, { state: "withdrawn" }]);
  });
});

describe("consent", () => {
  const phone = "+14155550320";

  test("is appended with its proof, and of its wording only the hash is kept", async () => {
    const wording = "I agree to receive offers.";
    const given = { phone, purpose: "marketing", state: "granted", wording, source: "web form" };
    const appended = await call("POST /v1/consents", { ...given, proof: "https://shop.example/signup/7" });
    expect([appended.status, appended.body]).toMatchObject([
      201,
      { state: "granted", source: "web form", proof: "https://shop.example/signup/7" },
    ]);
    expect(appended.body["wording_sha256"]).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(appended.body)).not.toContain(wording);
  });

  test("that is older does not overrule a refusal, and one that is newer does", async () => {
    const list = () => call(`GET /v1/suppressions?phone=${encodeURIComponent(phone)}`);
    await call("POST /v1/consents", { phone, purpose: "marketing", state: "withdrawn" });
    await call("POST /v1/consents", {
      phone,
      purpose: "marketing",
      state: "granted",
      at: "2024-01-01T00:00:00Z",
    });
    expect((await list()).body["data"]).toHaveLength(1);
    await call("POST /v1/consents", { phone, purpose: "marketing", state: "granted" });
    expect((await list()).body["data"]).toEqual([]);
  });

  test("of the future is refused", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await call("POST /v1/consents", { phone, purpose: "marketing", state: "granted", at });
    expect([answer.status, answer.body["errors"]]).toEqual([
      400,
      [{ path: "/at", message: "lies in the future" }],
    ]);
  });

  test("cannot be changed or deleted under the role that serves requests", async () => {
    await house.app.asTenants([ours.id], async (tx) => {
      await expect(tx.query("delete from consent_event")).rejects.toThrow(/permission denied/);
    });
    await house.app.asTenants([ours.id], async (tx) => {
      await expect(tx.query("update consent_event set state = 'granted'")).rejects.toThrow(
        /permission denied/,
      );
    });
  });
});
