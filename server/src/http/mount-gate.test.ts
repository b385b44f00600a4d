// Gates and cookies over real HTTP: who is let through which, and whose page may ask.

import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { GateRoute, Route } from "../kernel/route.ts";
import { ask, createHarness, type Harness, origin, type Tenant } from "./harness.ts";

const ok = { response: { 200: Type.Unknown() } };
const route = (method: Route["method"], more: Partial<Route> = {}): Route => ({
  method,
  path: "/v1/things",
  scope: "senders:write",
  summary: "Do",
  schema: ok,
  handler: {
    kind: "own",
    handle: async ({ caller }) => ({ status: 200, body: { actor: caller.actor.kind } }),
  },
  ...more,
});

const body = Type.Object({ name: Type.String() }, { additionalProperties: false });
const person = (path: string, gate: "person" | "platform", more: Partial<GateRoute> = {}): GateRoute =>
  ({
    method: "POST",
    path,
    gate,
    summary: "Do",
    schema: ok,
    handler: {
      kind: "person",
      handle: async (asked) => ({ status: 200, body: { id: asked.person.id, ip: asked.ip } }),
    },
    ...more,
  }) as GateRoute;
const gates: GateRoute[] = [
  {
    method: "POST",
    path: "/v1/open",
    gate: "anybody",
    summary: "Knock",
    schema: { body, ...ok },
    handler: { kind: "open", handle: async ({ body: given, ip }) => ({ status: 200, body: { given, ip } }) },
  },
  person("/v1/own", "person"),
  person("/v1/own/grave", "person", { stepUp: true }),
  person("/v1/platform/things", "platform"),
  person("/v1/own", "person", { method: "GET" }),
];

let house: Harness;
let tenant: Tenant;

beforeAll(async () => {
  house = await createHarness(
    () => [
      route("GET"),
      route("POST"),
      route("PUT"),
      route("DELETE"),
      route("POST", { path: "/v1/grave", stepUp: true }),
    ],
    { gates: () => gates },
  );
  tenant = await house.tenant();
});
afterAll(() => house.close());

describe("a request with a cookie", () => {
  const foreign = "https://evil.test";
  const cases: { when: string; headers: Record<string, string>; passes: boolean }[] = [
    { when: "from our own page", headers: { "sec-fetch-site": "same-origin", origin }, passes: true },
    { when: "that a person typed", headers: { "sec-fetch-site": "none" }, passes: true },
    {
      when: "from our page over plain http, where browsers say only that",
      headers: { origin },
      passes: true,
    },
    {
      when: "from another site",
      headers: { "sec-fetch-site": "cross-site", origin: foreign },
      passes: false,
    },
    {
      when: "from a neighbour under our domain",
      headers: { "sec-fetch-site": "same-site", origin },
      passes: false,
    },
    { when: "from another origin", headers: { origin: foreign }, passes: false },
    { when: "from our host at another port", headers: { origin: `${origin}:8443` }, passes: false },
    { when: "from a sandboxed frame", headers: { origin: "null" }, passes: false },
    { when: "that says nothing of where it is from", headers: {}, passes: false },
    { when: "with a made-up site", headers: { "sec-fetch-site": "x", origin }, passes: false },
    { when: "that names us in Referer only", headers: { referer: `${origin}/x` }, passes: false },
  ];

  test.each(cases)("$when changes something: $passes", async ({ headers, passes }) => {
    const { cookie = "" } = house.person({ tenantId: tenant.id, platform: true });
    const lines = [
      "POST /v1/things",
      "PUT /v1/things",
      "DELETE /v1/things",
      "POST /v1/own",
      "POST /v1/platform/things",
    ];
    for (const line of lines) {
      const answer = await ask(house, null, line, { headers: { cookie, ...headers } });
      expect(answer.status, line).toBe(passes ? 200 : 403);
      if (!passes) expect(answer.body["code"]).toBe("cross_site_request");
    }
    for (const line of ["GET /v1/things", "GET /v1/own"]) {
      expect((await ask(house, null, line, { headers: { cookie, ...headers } })).status, line).toBe(200);
    }
  });

  it("is JSON where it has a body, as no form can send", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      const headers = { "content-type": type, ...house.person() };
      const answer = await ask(house, null, "POST /v1/open", { headers, body: { name: "a" } });
      expect(answer.status).toBe(415);
    }
  });

  it("counts as the key's when it brings a key, wherever it is from", async () => {
    const { cookie = "" } = house.person({ tenantId: tenant.id });
    const key = await tenant.key("test");
    const headers = { cookie, "sec-fetch-site": "cross-site" };
    expect((await ask(house, key.text, "POST /v1/things", { headers })).body).toEqual({ actor: "key" });
  });
});

describe("a gate", () => {
  it("for anybody is open to programs, and closed to other sites' pages", async () => {
    const knock = (headers: Record<string, string>, given: unknown = { name: "a" }) =>
      ask(house, null, "POST /v1/open", { headers, body: given });
    expect((await knock({})).body).toEqual({ given: { name: "a" }, ip: "127.0.0.1" });
    expect((await knock({ "x-forwarded-for": "203.0.113.9, 198.51.100.3" })).body["ip"]).toBe("198.51.100.3");
    expect((await knock({ origin: "https://evil.test" })).body["code"]).toBe("cross_site_request");
    expect((await knock({}, { name: "a", platform: true })).status).toBe(400);
  });

  it("for a person knows no key and no stranger", async () => {
    const key = await tenant.key("live");
    expect((await ask(house, key.text, "POST /v1/own")).status).toBe(401);
    expect((await ask(house, null, "POST /v1/own", { headers: { origin } })).status).toBe(401);
    const cookie = "__Host-waypost=made-up";
    expect((await ask(house, null, "POST /v1/own", { headers: { origin, cookie } })).status).toBe(401);
    expect((await ask(house, null, "POST /v1/own", { headers: house.person() })).status).toBe(200);
  });

  it("for the platform's staff is closed to others, and to staff in a tenant's name", async () => {
    const knock = (who: Parameters<Harness["person"]>[0]) =>
      ask(house, null, "POST /v1/platform/things", { headers: house.person(who) });
    expect((await knock({ tenantId: tenant.id })).body["code"]).toBe("insufficient_scope");
    expect((await knock({ platform: true })).status).toBe(200);
    const visiting = { platform: true, impersonation: { reason: "They asked for help" } };
    expect((await knock(visiting)).body["code"]).toBe("insufficient_scope");
  });

  it("that asks for a second proof is closed to who gave none within ten minutes", async () => {
    const old = new Date(Date.now() - 10 * 60_000);
    const late = new Date(Date.now() - 9 * 60_000);
    for (const line of ["POST /v1/own/grave", "POST /v1/grave"]) {
      const asked = (provedAt: Date | null) =>
        ask(house, null, line, { headers: house.person({ tenantId: tenant.id, provedAt }) });
      expect((await asked(null)).body["code"]).toBe("second_proof_required");
      expect((await asked(old)).body["code"]).toBe("second_proof_required");
      expect((await asked(late)).status).toBe(200);
    }
    const key = await tenant.key("live");
    expect((await ask(house, key.text, "POST /v1/grave")).status).toBe(200);
  });

  it("counts what a person asks apart from others", async () => {
    const { headers } = await ask(house, null, "POST /v1/own", { headers: house.person() });
    expect(headers.get("ratelimit-policy")).toBe('"person";q=2000;w=1');
  });

  it("stands in the API's description with who it is for", async () => {
    const { body: api } = await ask(house, null, "GET /openapi.json");
    expect(api).toMatchObject({
      paths: {
        "/v1/open": { post: { security: [], description: "Open to anybody." } },
        "/v1/own": { post: { security: [{ session: [] }] }, get: { security: [{ session: [] }] } },
        "/v1/grave": {
          post: {
            description: expect.stringContaining("second time"),
            security: [{ apiKey: ["senders:write"] }, {}],
          },
        },
      },
      components: { securitySchemes: { session: { type: "apiKey", in: "cookie" } } },
    });
    expect((await ask(house, null, "PUT /v1/own")).headers.get("allow")).toBe("GET, HEAD, POST");
  });
});

describe("a person", () => {
  it("without a tenant has none to act for", async () => {
    const answer = await ask(house, null, "GET /v1/things", { headers: house.person() });
    expect(answer).toMatchObject({ status: 403, body: { code: "no_tenant" } });
  });
});
