// Consent settings over HTTP: read, replaced by who has read them, refused with the place of what is wrong, audited.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, createHarness, type Harness, type Tenant } from "../http/harness.ts";
import { heedOwnQuietHours, readSendingRules } from "./consent/rules-in-force.ts";
import { consentSettingsRoutes } from "./consent-settings-routes.ts";

let house: Harness;
beforeAll(async () => {
  house = await createHarness(() => [...consentSettingsRoutes]);
});
afterAll(() => house.close());

async function owner(): Promise<{ tenant: Tenant; put(body: object): ReturnType<typeof ask>; key: string }> {
  const tenant = await house.tenant();
  const { text: key } = await tenant.key("live", { scopes: ["contacts:read", "tenant:write"] });
  return { tenant, key, put: (body) => ask(house, key, "PUT /v1/consent-settings", { body }) };
}

const untouched = {
  version: 0,
  updated_at: null,
  words: { added: [], removed: [] },
  confirmations: { enabled: true, texts: [] },
  quiet_hours: null,
  frequency_caps: [],
};

const night = { from: "21:00", to: "08:00" };

describe("consent settings", () => {
  test("are the defaults until somebody sets them, and what is left out is one again", async () => {
    const { key, put } = await owner();
    expect((await ask(house, key, "GET /v1/consent-settings")).body).toEqual(untouched);
    const given = {
      words: {
        added: [{ word: "salam stop", means: "stop", language: "ur", purpose: "all" }],
        removed: ["fin"],
      },
      confirmations: { enabled: false, texts: [{ language: "pt-BR", stop: "Tchau." }] },
      quiet_hours: { ...night, categories: ["marketing", "utility"], time_zone: "Asia/Riyadh" },
      frequency_caps: [{ categories: ["marketing"], most: 2, days: 7, over: "skip" }],
    };
    const written = await put({ version: 0, ...given });
    expect([written.status, written.body]).toMatchObject([200, { version: 1, ...given }]);
    expect((await ask(house, key, "GET /v1/consent-settings")).body).toEqual(written.body);
    expect((await put({ version: 1 })).body).toMatchObject({
      ...untouched,
      version: 2,
      updated_at: expect.any(String),
    });
  });

  test("are refused to who has read another version", async () => {
    const { put } = await owner();
    const answers = await Promise.all([1, 2, 3].map(() => put({ version: 0, quiet_hours: night })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    expect((await put({ version: 7 })).body).toMatchObject({
      code: "conflict",
      errors: [{ path: "/version", message: "is not the version in force" }],
    });
  });

  test("that make no sense are refused with the place of each fault", async () => {
    const { put } = await owner();
    const { status, body } = await put({
      version: 0,
      words: {
        added: [
          { word: "Enough!", means: "stop" },
          { word: "ENOUGH", means: "start" },
          { word: "🙏", means: "stop" },
        ],
        removed: ["enough"],
      },
      confirmations: {
        enabled: true,
        texts: [
          { language: "en", stop: "Bye." },
          { language: "en", start: "Hello." },
        ],
      },
      quiet_hours: { from: "21:00", to: "21:00", time_zone: "Mars/Olympus" },
    });
    expect([status, body["code"]]).toEqual([400, "invalid_request"]);
    expect(body["errors"]).toEqual([
      { path: "/quiet_hours/to", message: "is the same as from" },
      { path: "/quiet_hours/time_zone", message: "is no IANA time zone" },
      { path: "/words/added/1/word", message: "is there already, in this spelling or another" },
      { path: "/words/added/2/word", message: "has no letter or digit" },
      { path: "/words/removed/0", message: "is added as well" },
      { path: "/confirmations/texts/1/language", message: "has its texts already" },
    ]);
  });

  test.each([
    ["/quiet_hours/from", { quiet_hours: { from: "24:00", to: "08:00" } }],
    ["/frequency_caps/0/most", { frequency_caps: [{ most: 0, days: 1 }] }],
    ["/frequency_caps/0/days", { frequency_caps: [{ most: 1, days: 91 }] }],
    [
      "/frequency_caps/0/categories/0",
      { frequency_caps: [{ most: 1, days: 1, categories: ["authentication"] }] },
    ],
    ["/words/added/0/means", { words: { added: [{ word: "x", means: "perhaps" }] } }],
  ])("with a wrong %s are refused by path", async (path, body) => {
    const { put } = await owner();
    const { status, body: problem } = await put({ version: 0, ...body });
    expect(status).toBe(400);
    expect((problem["errors"] as { path: string }[]).map((each) => each.path)).toContain(path);
  });

  test("are their tenant's alone, and need its owner's scope", async () => {
    const { tenant, put } = await owner();
    await put({ version: 0, quiet_hours: night });
    const other = await (await house.tenant()).key("live", { scopes: ["contacts:read"] });
    expect((await ask(house, other.text, "GET /v1/consent-settings")).body).toEqual(untouched);
    const marketer = await tenant.key("live", { scopes: ["contacts:read", "contacts:write"] });
    const refused = await ask(house, marketer.text, "PUT /v1/consent-settings", { body: { version: 1 } });
    expect(refused.body["code"]).toBe("insufficient_scope");
  });
});

describe("the rules that claims go by", () => {
  const rulesOf = async (tenantId: string) =>
    (await readSendingRules(house.engine, [tenantId])).get(tenantId);

  test("change their version with what claims heed, and with nothing else", async () => {
    const { tenant, put } = await owner();
    expect(await rulesOf(tenant.id)).toBeUndefined();
    await put({ version: 0, confirmations: { enabled: false } });
    const before = await rulesOf(tenant.id);
    expect(before?.rules).toBeNull();
    await put({ version: 1, words: { removed: ["fin"] } });
    expect(await rulesOf(tenant.id)).toEqual(before);
    await put({ version: 2, quiet_hours: night });
    expect(await rulesOf(tenant.id)).toEqual({
      version: (before?.version ?? 0) + 1,
      rules: { quietHours: { ...night, categories: ["marketing"], zone: "UTC" }, caps: [] },
    });
  });

  test("are looked at where messages bring quiet hours of their own, which is noted once", async () => {
    const { tenant, put } = await owner();
    const note = () => house.app.asTenants([tenant.id], (tx) => heedOwnQuietHours(tx, tenant.id));
    await note();
    const first = await rulesOf(tenant.id);
    expect(first?.rules).toEqual({ quietHours: null, caps: [] });
    await note();
    expect(await rulesOf(tenant.id)).toEqual(first);
    expect((await put({ version: 0 })).body).toMatchObject({ version: 1 });
    expect((await rulesOf(tenant.id))?.rules).toEqual({ quietHours: null, caps: [] });
  });
});
