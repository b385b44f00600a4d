// The audit log and the retention over HTTP: who may see and choose what, within which bounds.

import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { auditGates, auditRoutes } from "./audit/routes.ts";
import { sealKeys } from "./audit/signature.ts";
import { retentionGates, retentionRoutes } from "./retention/routes.ts";

let harness: Harness;
let tenant: Tenant;
let key: string;

beforeAll(async () => {
  harness = await createHarness(
    ({ app, engine, vault }) => [
      ...auditRoutes({ db: app, trusted: sealKeys(vault).trusted }),
      ...retentionRoutes({ engine, newId, parsePhone: async (_tenant, phone) => phone }),
    ],
    {
      gates: ({ app, engine, vault }) => [
        ...auditGates({ db: app, trusted: sealKeys(vault).trusted }),
        ...retentionGates({ engine }),
      ],
    },
  );
  tenant = await harness.tenant();
  key = (await tenant.key("live")).text;
});
afterAll(() => harness.close());

const put = (body: unknown, headers = {}) => ask(harness, key, "PUT /v1/retention", { body, headers });

test("a choice holds within the operator's bounds, and null goes back to the default", async () => {
  const read = await ask(harness, key, "GET /v1/retention");
  expect(read.body).toMatchObject({
    message_body: { days: 365, chosen: null, min_days: 2, max_days: 3_650, default_days: 365 },
    media: { days: 90 },
    metadata: { days: 730 },
    webhooks: { days: 14 },
    legal_hold: false,
  });
  expect((await put({ message_body: 30, media: 7 })).body).toMatchObject({
    message_body: { days: 30, chosen: 30 },
    media: { days: 7, chosen: 7 },
  });
  expect((await put({ media: null })).body).toMatchObject({
    message_body: { days: 30 },
    media: { days: 90 },
  });
  const refused = await put({ message_body: 1, metadata: 29 });
  expect(refused).toMatchObject({
    status: 400,
    body: {
      code: "invalid_request",
      errors: [
        { path: "/message_body", message: "must be 2 to 3650 days" },
        { path: "/metadata", message: "must be 30 to 3650 days" },
      ],
    },
  });
  const staff = harness.person({ platform: true });
  const bounds = { message_body: { min_days: 60, max_days: 400, default_days: 100 } };
  const set = (body: unknown) => ask(harness, null, "PUT /v1/platform/retention", { body, headers: staff });
  expect((await set(bounds)).body).toMatchObject(bounds);
  expect((await set({ media: { min_days: 9, max_days: 8, default_days: 9 } })).status).toBe(400);
  // What was chosen before is now the least there is.
  expect((await ask(harness, key, "GET /v1/retention")).body).toMatchObject({
    message_body: { days: 60, chosen: 30, min_days: 60 },
  });
});

test("a hold is placed with its reason, is listed, and is lifted once", async () => {
  const placed = await ask(harness, key, "POST /v1/legal-holds", { body: { reason: "Court order 7" } });
  expect(placed).toMatchObject({
    status: 201,
    body: { phone: null, reason: "Court order 7", lifted_at: null },
  });
  expect((await ask(harness, key, "GET /v1/retention")).body).toMatchObject({ legal_hold: true });
  const id = String(placed.body["id"]);
  expect((await ask(harness, key, `DELETE /v1/legal-holds/${id}`)).status).toBe(204);
  expect((await ask(harness, key, `DELETE /v1/legal-holds/${id}`)).status).toBe(404);
  const listed = await ask(harness, key, "GET /v1/legal-holds");
  expect(listed.body).toMatchObject({ data: [{ id, lifted_at: expect.any(String) }], next: null });
  expect((await ask(harness, key, "GET /v1/retention")).body).toMatchObject({ legal_hold: false });
});

test("the log is read by filters and pages, newest first, and never another tenant's", async () => {
  const list = (query: string, who = key) => ask(harness, who, `GET /v1/audit?${query}`);
  const all = (await list("")).body["data"] as { number: number; action: string; actor: { id: string } }[];
  expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => all.length - index));
  const lifted = (await list("action=legal_hold.lifted")).body["data"] as { target: { id: string } }[];
  expect(lifted).toMatchObject([{ changed: [], outcome: "done", target: { kind: "legal_hold" } }]);
  expect((await list(`target=${lifted[0]!.target.id}`)).body["data"]).toHaveLength(2);
  expect((await list(`actor=${all[0]!.actor.id}`)).body["data"]).toHaveLength(all.length);
  expect((await list("until=2020-01-01T00:00:00Z")).body["data"]).toHaveLength(0);
  const first = await list("limit=1");
  const second = await list(`limit=1&after=${String(first.body["next"])}`);
  expect(second.body["data"]).toEqual([all[1]]);
  expect((await list("after=zero")).body).toMatchObject({ code: "invalid_cursor" });
  const others = await (await harness.tenant()).key("live");
  expect((await list("", others.text)).body["data"]).toEqual([]);
  const weak = await tenant.key("live", { scopes: ["messages:read"] });
  expect((await list("", weak.text)).status).toBe(403);
});

test("it verifies over HTTP, and a download of it is recorded", async () => {
  const verdict = (await ask(harness, key, "GET /v1/audit/verify")).body;
  expect(verdict).toMatchObject({ ok: true, seals: 0 });
  const headers = { authorization: `Bearer ${key}` };
  const file = await fetch(`${harness.url}/v1/audit/export`, { headers });
  const lines = (await file.text()).trimEnd().split("\n");
  const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
  expect(types).toEqual(["audit", ...types.slice(1, -1).map(() => "entry"), "end"]);
  expect((await ask(harness, key, "GET /v1/audit?limit=1")).body["data"]).toMatchObject([
    { action: "audit.exported" },
  ]);
});

test("the platform's log is for its staff", async () => {
  const staff = harness.person({ platform: true });
  const list = await ask(harness, null, "GET /v1/platform/audit", { headers: staff });
  expect(list.body["data"]).toMatchObject([
    { action: "retention.bounds_updated", actor: { kind: "person" } },
  ]);
  const verdict = await ask(harness, null, "GET /v1/platform/audit/verify", { headers: staff });
  expect(verdict.body).toMatchObject({ ok: true, entries: 1 });
  const nobody = harness.person({ tenantId: tenant.id });
  expect((await ask(harness, null, "GET /v1/platform/audit", { headers: nobody })).status).toBe(403);
});
