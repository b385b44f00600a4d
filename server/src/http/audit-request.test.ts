// What requests leave in the audit log: changes with their transaction, looks at people's words, refusals.

import { Readable } from "node:stream";
import { Type } from "typebox";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { platformChain } from "../kernel/audit.ts";
import { AppError } from "../kernel/errors.ts";
import type { GateRoute, Route } from "../kernel/route.ts";
import { ask, createHarness, type Harness, newId, type Tenant } from "./harness.ts";

const response = { 200: Type.Any() };
const sender = "snd_00000000000000000000000000000001";
const messages = [1, 2].map((n) => ({ id: `msg_0000000000000000000000000000000${n}` }));
const settings = { name: "Asha's desk", pace: 3, paused: false };
const set = (body: unknown) => Object.assign(settings, body);

const routes: Route[] = [
  {
    method: "PATCH",
    path: "/v1/things/:id",
    scope: "senders:write",
    audit: "thing.updated",
    summary: "Change",
    schema: { body: Type.Any(), response },
    handler: {
      kind: "transaction",
      handle: async ({ body }, tx) => {
        await tx.query("select 1");
        if (body !== null && typeof body === "object" && "fail" in body) throw new Error("on purpose");
        return { status: 200, body: {} };
      },
    },
  },
  {
    method: "POST",
    path: "/v1/things",
    scope: "senders:write",
    summary: "Make",
    schema: { body: Type.Any(), response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: { id: sender } }) },
  },
  {
    method: "POST",
    path: "/v1/things/silent",
    scope: "senders:write",
    audit: null,
    summary: "Has a ledger of its own",
    schema: { response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: {} }) },
  },
  {
    method: "POST",
    path: "/v1/things/:id/ask",
    scope: "senders:write",
    summary: "Has transactions of its own",
    schema: { response },
    handler: { kind: "own", handle: async () => ({ status: 200, body: {} }) },
  },
  {
    method: "PUT",
    path: "/v1/things/:id/file",
    scope: "senders:write",
    summary: "Takes bytes",
    schema: { response },
    handler: {
      kind: "stream",
      handle: async ({ stream }) => {
        stream?.resume();
        return { status: 200, body: {} };
      },
    },
  },
  {
    method: "DELETE",
    path: "/v1/things/:id",
    scope: "tenant:write",
    stepUp: true,
    summary: "Asks for a second proof",
    schema: { response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: {} }) },
  },
  {
    method: "POST",
    path: "/v1/things/:id/closed",
    scope: "senders:write",
    summary: "Refuses by itself",
    schema: { response },
    handler: {
      kind: "transaction",
      handle: async () => {
        throw new AppError("insufficient_scope", "Not this one.");
      },
    },
  },
  {
    method: "GET",
    path: "/v1/settings",
    scope: "senders:read",
    summary: "What is set",
    schema: { response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: { ...settings } }) },
  },
  {
    method: "PUT",
    path: "/v1/settings",
    scope: "senders:write",
    tellsChange: ["pace", "paused"],
    summary: "Set it",
    schema: { body: Type.Any(), response },
    handler: { kind: "transaction", handle: async ({ body }) => ({ status: 200, body: set(body) }) },
  },
  {
    method: "GET",
    path: "/v1/words",
    scope: "messages:read",
    summary: "What people wrote",
    withoutContent: () => ({ data: [] }),
    schema: { response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: { data: messages } }) },
  },
  {
    method: "GET",
    path: "/v1/words/:id/file",
    scope: "media:read",
    summary: "What people sent",
    schema: { response },
    handler: {
      kind: "stream",
      handle: async () => ({ status: 200, body: Readable.from(["bytes"]), headers: {} }),
    },
  },
  {
    method: "GET",
    path: "/v1/things/:id/qr",
    scope: "senders:read",
    audit: "thing.qr_shown",
    summary: "A code that opens something",
    schema: { response },
    handler: { kind: "transaction", handle: async () => ({ status: 200, body: {} }) },
  },
];

const gates: GateRoute[] = [
  {
    method: "POST",
    path: "/v1/platform/tenants/:id/stop",
    gate: "platform",
    audit: "tenant.stopped",
    summary: "Staff stops a tenant",
    schema: { response },
    handler: { kind: "person", handle: async () => ({ status: 200, body: {} }) },
  },
  {
    method: "POST",
    path: "/v1/door",
    gate: "anybody",
    audit: "door.tried",
    summary: "Anybody tries",
    schema: { response },
    handler: {
      kind: "open",
      handle: async () => {
        throw new AppError("unauthorized", "No.");
      },
    },
  },
];

let harness: Harness;
let tenant: Tenant;
let key: { id: string; text: string };

beforeAll(async () => {
  harness = await createHarness(() => routes, { gates: () => gates });
  tenant = await harness.tenant();
  key = await tenant.key("live");
});
afterAll(() => harness.close());

async function entries(tenantId = tenant.id): Promise<Record<string, unknown>[]> {
  const { rows } = await harness.engine.query(
    `select action, actor_kind, actor_id, reason, target_kind, target_id, changed, outcome, request_id, ip_hash, detail
     from audit_entry where tenant_id = $1 order by number`,
    [tenantId],
  );
  return rows as Record<string, unknown>[];
}

async function newEntries(
  work: () => Promise<unknown>,
  tenantId = tenant.id,
): Promise<Record<string, unknown>[]> {
  const before = (await entries(tenantId)).length;
  await work();
  return (await entries(tenantId)).slice(before);
}

/** Tells of each statement that a request's transaction asks. */
async function duringStatements(hear: (text: string) => void, work: () => Promise<unknown>): Promise<void> {
  const { asTenants } = harness.app;
  const spy = vi.spyOn(harness.app, "asTenants").mockImplementation((tenantIds, inside) =>
    asTenants(tenantIds, (tx) => {
      const query = async (...given: [unknown]): Promise<unknown> => {
        const [asked] = given;
        hear(typeof asked === "string" ? asked : (asked as { text: string }).text);
        return Reflect.apply(tx.query, tx, given);
      };
      return inside({ query: query as typeof tx.query });
    }),
  );
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
}

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  await duringStatements(() => void (count += 1), work);
  return count;
}

test("a change is recorded with its transaction: who, what, which fields, and nothing of their values", async () => {
  const body = { name: "Asha", rate: 3, "+4917612345678": 1 };
  let requestId: string | null = null;
  const found = await newEntries(async () => {
    requestId = (await ask(harness, key.text, `PATCH /v1/things/${sender}`, { body })).headers.get(
      "request-id",
    );
  });
  expect(found).toEqual([
    {
      action: "thing.updated",
      actor_kind: "key",
      actor_id: `key_${key.id.replaceAll("-", "")}`,
      reason: null,
      target_kind: "sender",
      target_id: sender,
      changed: ["name", "rate"],
      outcome: "done",
      request_id: requestId,
      ip_hash: expect.stringMatching(/^[0-9a-f]{24}$/),
      detail: { mode: "live" },
    },
  ]);
});

test("a change that fails leaves no entry, and a repetition leaves no second", async () => {
  const found = await newEntries(async () => {
    await ask(harness, key.text, `PATCH /v1/things/${sender}`, { body: { fail: 1 } });
    const once = { body: { name: "x" }, headers: { "idempotency-key": newId() } };
    await ask(harness, key.text, "POST /v1/things", once);
    await ask(harness, key.text, "POST /v1/things", once);
  });
  expect(found).toMatchObject([{ action: "thing.created", target_id: sender, changed: ["name"] }]);
});

test("handlers with transactions of their own, and streams, are recorded as well", async () => {
  const found = await newEntries(async () => {
    await ask(harness, key.text, `POST /v1/things/${sender}/ask`);
    await ask(harness, key.text, `PUT /v1/things/${sender}/file`, { body: { bytes: 1 } });
  });
  expect(found.map(({ action }) => action)).toEqual(["thing.ask", "thing.file.updated"]);
});

test("a route that has a ledger of its own costs nothing, any other change one statement", async () => {
  const silent = await statementsOf(() => ask(harness, key.text, "POST /v1/things/silent"));
  const audited = await statementsOf(() => ask(harness, key.text, "POST /v1/things", { body: {} }));
  const read = await statementsOf(() => ask(harness, key.text, "GET /v1/words"));
  expect({ audited: audited - silent, read: read - silent }).toEqual({ audited: 1, read: 0 });
});

test("what people wrote is recorded when a person reads it, and not when a key does", async () => {
  const found = await newEntries(async () => {
    await ask(harness, key.text, "GET /v1/words");
    const staff = harness.person({
      tenantId: tenant.id,
      platform: true,
      impersonation: { reason: "Ticket 12" },
    });
    await ask(harness, null, "GET /v1/words", { headers: staff });
    const agent = harness.person({ tenantId: tenant.id });
    await fetch(`${harness.url}/v1/words/med_00000000000000000000000000000001/file`, { headers: agent });
    const clerk = harness.person({ tenantId: tenant.id, scopes: ["messages:metadata"] });
    await ask(harness, null, "GET /v1/words", { headers: clerk });
  });
  const ids = messages.map(({ id }) => id);
  expect(found).toMatchObject([
    { action: "word.read", actor_kind: "person", reason: "Ticket 12", detail: { mode: "live", ids } },
    { action: "word.file.read", reason: null, target_kind: "media" },
  ]);
});

test("a page that refreshes itself is recorded for what is new on it, and for each reader", async () => {
  const [asha, bruno] = [harness.person({ tenantId: tenant.id }), harness.person({ tenantId: tenant.id })];
  const look = (headers: Record<string, string>) => ask(harness, null, "GET /v1/words", { headers });
  const fresh = "msg_00000000000000000000000000000009";
  const found = await newEntries(async () => {
    for (const who of [asha, asha]) await look(who);
    messages.push({ id: fresh });
    for (const who of [asha, asha, bruno]) await look(who);
  });
  const ids = messages.map(({ id }) => id);
  messages.pop();
  const told = found.map(({ detail }) => (detail as { ids: string[] }).ids);
  expect(told).toEqual([ids.slice(0, 2), [fresh], ids]);
});

test("a change tells what was before and after of what is nobody's, and of the rest that it changed", async () => {
  const found = await newEntries(async () => {
    await ask(harness, key.text, "PUT /v1/settings", { body: { name: "Bruno's desk", pace: 5 } });
    await ask(harness, key.text, "PUT /v1/settings", { body: { pace: 5 } });
  });
  expect(found).toMatchObject([
    {
      changed: ["name", "pace"],
      detail: { mode: "live", before: { pace: 3 }, after: { pace: 5 }, withheld: ["name"] },
    },
    { changed: ["pace"] },
  ]);
  expect(found[1]!["detail"]).toEqual({ mode: "live" });
});

test("what was read is not given out while it cannot be recorded", async () => {
  const agent = harness.person({ tenantId: tenant.id });
  const file = "/v1/words/med_00000000000000000000000000000001/file";
  await duringStatements(
    (text) => {
      if (text.includes("append_audit")) throw new Error("the log is away");
    },
    async () => {
      expect((await ask(harness, null, "GET /v1/words", { headers: agent })).status).toBe(500);
      expect((await fetch(harness.url + file, { headers: agent })).status).toBe(500);
      expect((await ask(harness, key.text, "GET /v1/words")).status).toBe(200);
    },
  );
});

test("a code that is polled is one look a minute, whoever looks", async () => {
  const found = await newEntries(async () => {
    for (let n = 0; n < 5; n += 1) await ask(harness, key.text, `GET /v1/things/${sender}/qr`);
  });
  expect(found).toMatchObject([{ action: "thing.qr_shown", actor_kind: "key", target_id: sender }]);
});

test("who may not is recorded, the first ten times a minute", async () => {
  const weak = await tenant.key("live", { scopes: ["senders:read"] });
  const before = (await entries()).length;
  for (let n = 0; n < 15; n += 1) await ask(harness, weak.text, `PATCH /v1/things/${sender}`, { body: {} });
  const unproved = harness.person({ tenantId: tenant.id, provedAt: null });
  await ask(harness, null, `DELETE /v1/things/${sender}`, { headers: unproved });
  await ask(harness, key.text, `POST /v1/things/${sender}/closed`);
  // Reading is no attempt to change anything.
  await ask(harness, weak.text, "GET /v1/words");
  await vi.waitFor(async () => expect((await entries()).length - before).toBe(12));
  const found = (await entries()).slice(before);
  expect(found.every(({ outcome }) => outcome === "refused")).toBe(true);
  const codes = found.map(({ action, detail }) => `${String(action)} ${(detail as { code: string }).code}`);
  expect(new Set(codes)).toEqual(
    new Set([
      "thing.updated insufficient_scope",
      "thing.deleted second_proof_required",
      "thing.closed insufficient_scope",
    ]),
  );
});

test("what staff does to a tenant stands in the platform's chain and in the tenant's", async () => {
  const staff = harness.person({ platform: true });
  const path = `/v1/platform/tenants/ten_${tenant.id.replaceAll("-", "")}/stop`;
  const theirs = await newEntries(async () => {
    const ours = await newEntries(
      () => ask(harness, null, `POST ${path}`, { headers: staff }),
      platformChain,
    );
    expect(ours).toMatchObject([{ action: "tenant.stopped", actor_kind: "person", target_kind: "tenant" }]);
  });
  expect(theirs).toMatchObject([{ action: "tenant.stopped", actor_kind: "person" }]);
});

test("a person who is no staff is recorded at the platform's door", async () => {
  const path = `/v1/platform/tenants/ten_${tenant.id.replaceAll("-", "")}/stop`;
  const before = (await entries(platformChain)).length;
  const headers = harness.person({ tenantId: tenant.id });
  expect((await ask(harness, null, `POST ${path}`, { headers })).status).toBe(403);
  await vi.waitFor(async () => expect((await entries(platformChain)).length).toBe(before + 1));
  expect((await entries(platformChain)).at(-1)).toMatchObject({
    action: "tenant.stopped",
    outcome: "refused",
    target_kind: "tenant",
  });
});

test("a stranger who is turned away is recorded without a name", async () => {
  const found = await newEntries(() => ask(harness, null, "POST /v1/door"), platformChain);
  expect(found).toMatchObject([
    { action: "door.tried", actor_kind: "anybody", actor_id: null, outcome: "refused" },
  ]);
});
