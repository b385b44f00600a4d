// API keys over HTTP: made, shown once, bound, rotated, revoked, and never more than who makes them.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Type } from "typebox";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { type Route, type Scope, scopes } from "../../kernel/route.ts";
import { createReportLimit, leakedKeyGate } from "./leaked-key.ts";
import { keyRoutes } from "./routes.ts";

/** Something a key can do besides. */
const probe: Route = {
  method: "GET",
  path: "/v1/probe",
  scope: "senders:read",
  summary: "Answers",
  schema: { response: { 200: Type.Unknown() } },
  handler: { kind: "own", handle: async ({ caller }) => ({ status: 200, body: { id: caller.actor.id } }) },
};

let house: Harness;
let tenant: Tenant;
let admin: string;
let leaked: { tenantId: string; id: string }[];
let now = new Date();

beforeAll(async () => {
  leaked = [];
  house = await createHarness(({ vault }) => [probe, ...keyRoutes({ vault, newId, now: () => now })], {
    gates: ({ engine, vault }) => [
      leakedKeyGate({ engine, vault, now: Date.now, onRevoked: (key) => void leaked.push(key) }),
    ],
  });
  tenant = await house.tenant();
  admin = (await tenant.key("live")).text;
});
afterAll(() => house.close());

type Body = Record<string, unknown>;
const wanted = (more: Body = {}): Body => ({ name: "Till", mode: "live", scopes: ["senders:read"], ...more });
const make = (more: Body = {}, key = admin): Promise<Answer> =>
  ask(house, key, "POST /v1/api-keys", { body: wanted(more) });
const textOf = ({ body }: Answer): string => String(body["key"]);
const idOf = ({ body }: Answer): string => String(body["id"]);
const probing = async (key: string, headers: Record<string, string> = {}): Promise<number> =>
  (await ask(house, key, "GET /v1/probe", { headers })).status;

describe("a new key", () => {
  it("works for a year when nobody says, and its text is shown once", async () => {
    const made = await make();
    expect(made).toMatchObject({
      status: 201,
      body: { state: "active", created_by: expect.stringMatching(/^key_/), last_used_at: null },
    });
    expect(Date.parse(String(made.body["expires_at"])) - now.getTime()).toBe(365 * 86_400_000);
    expect(await probing(textOf(made))).toBe(200);
    expect(made.body["hint"]).toBe(textOf(made).slice(-4));
    const read = await ask(house, admin, `GET /v1/api-keys/${idOf(made)}`);
    expect(read.body).not.toHaveProperty("key");
    const listed = await ask(house, admin, "GET /v1/api-keys?limit=200");
    expect(JSON.stringify(listed.body)).not.toContain(textOf(made).slice(41, 80));
  });

  it("is made once under an Idempotency-Key, whose answer is kept without the text", async () => {
    const headers = { "idempotency-key": "till-1" };
    const asked = { body: wanted(), headers };
    const first = await ask(house, admin, "POST /v1/api-keys", asked);
    const again = await ask(house, admin, "POST /v1/api-keys", asked);
    expect(again).toMatchObject({ status: 201, body: { ...first.body, key: null } });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const { rows } = await house.engine.query("select to_jsonb(k)::text as row from idempotency_key k");
    expect(rows).not.toEqual([]);
    expect(rows.filter(({ row }) => row.includes(textOf(first).slice(41, 80)))).toEqual([]);
  });

  it("is refused what is no scope, no network and no time to come, place by place", async () => {
    const refused = async (more: Body): Promise<unknown> => (await make(more)).body["errors"];
    expect(await refused({ scopes: ["senders:read", "everything"] })).toMatchObject([{ path: "/scopes/1" }]);
    expect(await refused({ allowed_networks: ["10.0.0.0/8", "10.0.0.0/99"] })).toMatchObject([
      { path: "/allowed_networks/1" },
    ]);
    expect(await refused({ expires_at: "2020-01-01T00:00:00Z" })).toMatchObject([{ path: "/expires_at" }]);
  });

  it("has its own pace", async () => {
    const made = await make({ requests_per_second: 2 });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push(await probing(textOf(made)));
    expect(statuses).toContain(429);
    const { headers } = await ask(house, textOf(made), "GET /v1/probe");
    expect(headers.get("ratelimit-policy")).toBe('"key";q=2;w=1');
  });
});

describe("a key bound to networks", () => {
  it("works from there only: the connection counts, or what a trusted proxy says", async () => {
    const made = await make({ allowed_networks: ["192.0.2.7", "2001:db8::/32"] });
    expect(made.body["allowed_networks"]).toEqual(["192.0.2.7/32", "2001:db8::/32"]);
    const from = (ip: string) => probing(textOf(made), { "x-forwarded-for": ip });
    expect(await probing(textOf(made))).toBe(401);
    expect(await from("192.0.2.7")).toBe(200);
    expect(await from("::ffff:192.0.2.7")).toBe(200);
    expect(await from("2001:db8:5::1")).toBe(200);
    expect(await from("192.0.2.8")).toBe(401);
    expect(await from("2001:db9::1")).toBe(401);
  });

  it("makes no key that reaches further", async () => {
    const bound = textOf(await make({ allowed_networks: ["127.0.0.0/8"], scopes: [...scopes] }));
    const child = await make({}, bound);
    expect(child.body["allowed_networks"]).toEqual(["127.0.0.0/8"]);
    for (const allowed_networks of [["0.0.0.0/0"], ["127.0.0.1", "192.0.2.7"]])
      expect(await make({ allowed_networks }, bound)).toMatchObject({ body: { code: "key_beyond_caller" } });
    expect((await make({ allowed_networks: ["127.0.0.1"] }, bound)).status).toBe(201);
    const free = idOf(await make());
    for (const line of [`PATCH /v1/api-keys/${free}`, `POST /v1/api-keys/${free}/rotate`]) {
      const body = line.startsWith("PATCH") ? { name: "Mine" } : {};
      expect(await ask(house, bound, line, { body })).toMatchObject({ body: { code: "key_beyond_caller" } });
    }
    const own = idOf(await ask(house, bound, `POST /v1/api-keys/${idOf(child)}/rotate`, { body: {} }));
    const widened = { body: { allowed_networks: null } };
    expect(await ask(house, bound, `PATCH /v1/api-keys/${own}`, widened)).toMatchObject({ status: 403 });
  });
});

describe("whoever makes a key", () => {
  const few: Scope[] = ["keys:read", "keys:write", "senders:read"];

  it("gives no more than they have, whichever way they try", async () => {
    const weak = (await tenant.key("live", { scopes: few })).text;
    const strong = await make({ scopes: ["messages:write", "keys:write"] });
    expect((await make({ scopes: few }, weak)).status).toBe(201);
    const refused = { status: 403, body: { code: "key_beyond_caller" } };
    expect(await make({ scopes: [...few, "messages:write"] }, weak)).toMatchObject(refused);
    const mine = idOf(await make({}, weak));
    const more = { body: { scopes: ["senders:read", "tenant:write"] } };
    expect(await ask(house, weak, `PATCH /v1/api-keys/${mine}`, more)).toMatchObject(refused);
    const theirs = `/v1/api-keys/${idOf(strong)}`;
    expect(await ask(house, weak, `POST ${theirs}/rotate`, { body: {} })).toMatchObject(refused);
    expect(await ask(house, weak, `PATCH ${theirs}`, { body: { name: "Mine" } })).toMatchObject(refused);
    // To stop a key is no way to anything.
    expect((await ask(house, weak, `DELETE ${theirs}`)).status).toBe(204);
  });

  it("in the sandbox does not see the live world's keys", async () => {
    const test = (await tenant.key("test")).text;
    expect(await make({ mode: "live" }, test)).toMatchObject({ status: 403 });
    expect((await make({ mode: "test" }, test)).status).toBe(201);
    const live = `/v1/api-keys/${idOf(await make())}`;
    for (const line of [`GET ${live}`, `DELETE ${live}`])
      expect((await ask(house, test, line)).status).toBe(404);
    const { body } = await ask(house, test, "GET /v1/api-keys?limit=200");
    expect((body["data"] as Body[]).filter(({ mode }) => mode === "live")).toEqual([]);
  });

  it("needs the scope, and a person a second proof", async () => {
    const reader = (await tenant.key("live", { scopes: ["keys:read"] })).text;
    expect(await make({}, reader)).toMatchObject({ body: { code: "insufficient_scope" } });
    const asPerson = (provedAt: Date | null) =>
      ask(house, null, "POST /v1/api-keys", {
        body: wanted(),
        headers: house.person({ tenantId: tenant.id, provedAt, scopes: few }),
      });
    expect(await asPerson(null)).toMatchObject({ body: { code: "second_proof_required" } });
    expect(await asPerson(new Date())).toMatchObject({
      status: 201,
      body: { created_by: expect.stringMatching(/^usr_/) },
    });
    const more = { body: wanted({ scopes: ["messages:write"] }) };
    const headers = house.person({ tenantId: tenant.id, scopes: few });
    const refused = await ask(house, null, "POST /v1/api-keys", { ...more, headers });
    expect(refused).toMatchObject({ body: { code: "key_beyond_caller" } });
  });

  it("meets nobody else's", async () => {
    const stranger = (await (await house.tenant()).key("live")).text;
    const path = `/v1/api-keys/${idOf(await make())}`;
    const lines = [`GET ${path}`, `DELETE ${path}`, `PATCH ${path}`, `POST ${path}/rotate`];
    for (const line of lines) {
      const body = line.startsWith("PATCH") ? { name: "x" } : {};
      expect((await ask(house, stranger, line, line.startsWith("P") ? { body } : {})).status).toBe(404);
    }
  });
});

describe("a key that is rotated", () => {
  it("works on for the overlap, and its successor from then on", async () => {
    const former = await make({ expires_at: new Date(now.getTime() + 90 * 86_400_000).toISOString() });
    const line = `POST /v1/api-keys/${idOf(former)}/rotate`;
    const made = await ask(house, admin, line, { body: { overlap_hours: 2 } });
    expect(made).toMatchObject({
      status: 201,
      body: { rotated_from: idOf(former), name: "Till", scopes: ["senders:read"], mode: "live" },
    });
    const lifetime = Date.parse(String(made.body["expires_at"])) - now.getTime();
    expect(Math.round(lifetime / 86_400_000)).toBe(90);
    expect([await probing(textOf(former)), await probing(textOf(made))]).toEqual([200, 200]);
    const read = async () => (await ask(house, admin, `GET /v1/api-keys/${idOf(former)}`)).body;
    expect(Date.parse(String((await read())["expires_at"]))).toBe(now.getTime() + 2 * 3_600_000);
    now = new Date(now.getTime() + 3 * 3_600_000);
    expect(await read()).toMatchObject({ state: "expired" });
    expect(await ask(house, admin, line, { body: {} })).toMatchObject({ body: { code: "api_key_inactive" } });
    now = new Date();
    for (const overlap_hours of [0, 73])
      expect((await ask(house, admin, line, { body: { overlap_hours } })).status).toBe(400);
  });
});

describe("a key that is revoked", () => {
  it("stops, says so, and cannot come back", async () => {
    const made = await make();
    const path = `/v1/api-keys/${idOf(made)}`;
    expect((await ask(house, admin, `DELETE ${path}`)).status).toBe(204);
    expect((await ask(house, admin, `DELETE ${path}`)).status).toBe(204);
    expect((await ask(house, admin, `GET ${path}`)).body).toMatchObject({ state: "revoked" });
    expect(await ask(house, admin, `PATCH ${path}`, { body: { name: "x" } })).toMatchObject({ status: 409 });
    expect(await probing(textOf(made))).toBe(401);
  });
});

describe("a key that leaked", () => {
  const report = (key: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(house, null, "POST /v1/api-keys/leaked", { body: { key }, headers });

  it("is revoked by whoever holds its text, who learns nothing from the answer", async () => {
    const made = await make();
    const other = await make();
    // The right id with another secret.
    const forged = textOf(other).replace(/_[0-9a-f]{32}_/, `_${idOf(made).slice(4)}_`);
    const answers = [];
    for (const key of [forged, "nonsense", textOf(made), textOf(made)]) answers.push(await report(key));
    for (const { status, body } of answers) {
      expect(status).toBe(202);
      expect(body).toEqual({ taken: true });
    }
    expect(leaked).toEqual([{ tenantId: tenant.id, id: expect.any(String) }]);
    const states = await Promise.all(
      [made, other].map(async (each) => (await ask(house, admin, `GET /v1/api-keys/${idOf(each)}`)).body),
    );
    expect(states).toMatchObject([{ state: "revoked" }, { state: "active" }]);
  });

  it("can be reported so many times a minute from one network", () => {
    const limit = createReportLimit();
    const take = (ip: string, at = 0): boolean => limit.take(ip, at);
    for (let n = 0; n < 30; n++) expect(take(`2001:db8::${n.toString(16)}`)).toBe(true);
    expect(take("2001:db8::ffff")).toBe(false);
    expect(take("2001:db8:0:1::1")).toBe(true);
    expect(take("192.0.2.1")).toBe(true);
    expect(take("2001:db8::1", 60_000)).toBe(true);
  });
});
