// Templates over real HTTP with the simulator as Meta: drafted here, reviewed there, followed by webhook and by list.

import { createSimulator } from "@waypost/simulator";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAddressHash } from "../audience/index.ts";
import { type Answer, ask, createHarness, type Harness, newId } from "../http/harness.ts";
import type { HookRoute } from "../http/index.ts";
import { parseId } from "../kernel/ids.ts";
import { openMediaStore } from "../media/index.ts";
import { createSenderFinder, senderRoutes } from "../senders/index.ts";
import {
  createRefusalNotes,
  createTemplateChecker,
  type TemplateFollower,
  templateRoutes,
} from "../templates/index.ts";
import { type Intake, openIntake } from "./intake.ts";
import { followTemplates } from "./templates.ts";

const simulator = createSimulator({ settings: { templates: { review_ms: 0 } } });
const errors: Error[] = [];
let house: Harness;
let intake: Intake;
let follower: TemplateFollower;
let simulatorUrl: string;
let tenantId: string;
let key: string;
let senderId: string;

/** The harness takes its hooks before the database they stand on is there. */
const hook: HookRoute = {
  method: "POST",
  path: "/hooks/cloud-api",
  handle: (...given) => {
    const found = intake.hooks.find(({ method, path }) => method === "POST" && path === "/hooks/cloud-api");
    if (found === undefined) throw new Error("there is no hook");
    return found.handle(...given);
  },
};

beforeAll(async () => {
  const { url } = await simulator.start();
  simulatorUrl = url;
  house = await createHarness(
    ({ app, vault }) => {
      const finder = createSenderFinder({ db: app, now: Date.now });
      const sessionsOf = async () => new Map();
      const senders = { vault, newId, finder, clock: () => new Date(), sessionsOf, sandboxConfig };
      return [
        ...templateRoutes({ finder, newId, now: () => new Date() }),
        ...senderRoutes({ ...senders, cloudApiOf: async () => new Map() }),
      ];
    },
    { hooks: [hook] },
  );
  const onError = (error: Error): void => void errors.push(error);
  const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };
  const media = await openMediaStore({ address: null, dataDir: "nowhere" });
  const deps = { ...house, media, publicUrl: house.url, newId, onError };
  intake = openIntake({ ...deps, registry: new Registry(), people });
  const config = { simulator: { enabled: true, url } } as Parameters<typeof followTemplates>[0];
  follower = followTemplates(config, deps);
  await sim("PUT", "webhook", { url: `${house.url}/hooks/cloud-api` });
  const tenant = await house.tenant();
  [tenantId, key] = [tenant.id, (await tenant.key("test")).text];
  const added = await call("POST /v1/senders", { name: "Desk", transport: "sandbox" });
  expect(added).toMatchObject({ status: 201 });
  senderId = parseId("snd", String(added.body["id"])) ?? "";
});

afterAll(async () => {
  await follower.stop();
  await intake.stop();
  await house.close();
  await simulator.stop();
  expect(errors).toEqual([]);
});

async function sandboxConfig(): Promise<object> {
  const { graph_url, version, waba_id, phone_number_id, display_phone_number } = simulator.config();
  const { access_token, app_secret, verify_token } = simulator.config();
  const number = { waba_id, phone_number_id, display_phone_number };
  return { graph_url, version, ...number, access_token, app_secret, verify_token };
}

const call = (line: string, body?: unknown): Promise<Answer> => ask(house, key, line, { body });

async function sim(method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/_sim/${path}`, { method, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

async function graph(method: string, path: string, body?: unknown): Promise<Response> {
  const { graph_url, version, access_token } = simulator.config();
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const rest = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${graph_url}/${version}/${path}`, { method, headers, ...rest });
}

/** As the scheduler does each minute; in the product a notice comes first. */
async function until(id: string, wanted: object): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      await follower.job.run();
      const { body } = await call(`GET /v1/templates/${id}`);
      expect(body).toMatchObject(wanted);
      return body;
    },
    { timeout: 15_000, interval: 50 },
  );
}

const components = [
  { type: "BODY", text: "Hi {{1}}, order {{2}} is on its way.", example: { body_text: [["Asha", "1042"]] } },
];
let names = 0;
const draft = (more: object = {}): object => ({
  name: `order_${++names}`,
  language: "en_US",
  category: "UTILITY",
  components,
  ...more,
});

async function approved(more: object = {}): Promise<Record<string, unknown>> {
  const { body } = await call("POST /v1/templates", draft({ submit: true, ...more }));
  return until(String(body["id"]), { status: "APPROVED", submission: null });
}

describe("a template", () => {
  test("is a draft first, is submitted, approved, and its history says so", async () => {
    const made = await call("POST /v1/templates", draft());
    expect(made).toMatchObject({
      status: 201,
      body: { status: "DRAFT", provider_template_id: null, variables: [{ name: "1" }, { name: "2" }] },
    });
    const id = String(made.body["id"]);
    expect(await call(`POST /v1/templates/${id}/submit`)).toMatchObject({
      status: 202,
      body: { submission: { action: "submit", error: null } },
    });
    const body = await until(id, { status: "APPROVED", submission: null, draft: null });
    expect(body).toMatchObject({ provider_template_id: expect.stringMatching(/^\d+$/), components });
    const history = body["history"] as { type: string; source: string; detail: { event: string } }[];
    expect(history.map(({ detail }) => detail.event)).toContain("APPROVED");
  });

  test("that breaks the rules is refused before anybody hears of it, place by place", async () => {
    const bad = draft({ components: [{ type: "BODY", text: "{{1}} is your name" }] });
    expect(await call("POST /v1/templates", bad)).toMatchObject({
      status: 422,
      body: {
        code: "template_invalid",
        errors: [{ path: "/components/0/text" }, { path: "/components/0/example/body_text" }],
      },
    });
  });

  test("has its name and language once", async () => {
    const first = draft();
    expect((await call("POST /v1/templates", first)).status).toBe(201);
    expect(await call("POST /v1/templates", first)).toMatchObject({
      status: 409,
      body: { code: "template_exists" },
    });
    expect((await call("POST /v1/templates", { ...first, language: "pt_BR" })).status).toBe(201);
  });

  test("that is rejected says why, is changed and passes", async () => {
    await sim("PUT", "settings", { templates: { verdict: "reject", review_ms: 0 } });
    const { body } = await call("POST /v1/templates", draft({ submit: true }));
    const id = String(body["id"]);
    await until(id, { status: "REJECTED", rejection_reason: "INVALID_FORMAT" });
    await sim("PUT", "settings", { templates: { verdict: "approve", review_ms: 0 } });
    const text = "Hello {{1}}, your order {{2}} has left us.";
    const changed = [{ ...components[0], text }];
    const patched = await call(`PATCH /v1/templates/${id}`, { components: changed, submit: true });
    expect(patched).toMatchObject({ status: 200, body: { draft: { components: changed } } });
    expect(await until(id, { status: "APPROVED", draft: null })).toMatchObject({
      components: changed,
      rejection_reason: null,
      version: 2,
      live_version: 2,
    });
  });

  test("that the provider does not take says so in the provider's words", async () => {
    const body = await approved();
    const id = String(body["id"]);
    for (const text of ["Hello {{1}}, order {{2}} is near you.", "Hello {{1}}, order {{2}} is here now."]) {
      await call(`PATCH /v1/templates/${id}`, { components: [{ ...components[0], text }], submit: true });
      await until(id, {
        submission: text.includes("near") ? null : { error: { code: "template_edit_limited" } },
      });
    }
    expect((await call(`GET /v1/templates/${id}`)).body["submission"]).toMatchObject({
      action: "submit",
      error: { provider_code: "100/2388039" },
    });
  });

  test("that is paused without an end is let go by a person", async () => {
    const { id, name } = await approved();
    expect((await call(`POST /v1/templates/${String(id)}/unpause`)).body).toMatchObject({
      code: "template_wrong_state",
    });
    await sim("POST", `templates/${String(name)}`, { status: "PAUSED" });
    await until(String(id), { status: "PAUSED" });
    expect((await call(`POST /v1/templates/${String(id)}/unpause`)).status).toBe(202);
    await until(String(id), { status: "APPROVED", submission: null });
  });

  test("is deleted at its provider, or at once while nobody there knows it", async () => {
    const { id } = await approved();
    expect((await call(`DELETE /v1/templates/${String(id)}`)).status).toBe(202);
    await until(String(id), { status: "DELETED" });
    const made = await call("POST /v1/templates", draft());
    const path = `/v1/templates/${String(made.body["id"])}`;
    expect((await call(`DELETE ${path}`)).status).toBe(204);
    expect((await call(`GET ${path}`)).status).toBe(404);
  });

  test("is nobody else's, and needs its scope", async () => {
    const { id } = await approved();
    const stranger = await (await house.tenant()).key("test");
    const path = `/v1/templates/${String(id)}`;
    for (const line of [`GET ${path}`, `DELETE ${path}`, `POST ${path}/submit`, `PATCH ${path}`]) {
      const body = line.startsWith("PATCH") ? { submit: true } : undefined;
      expect((await ask(house, stranger.text, line, { body })).status).toBe(404);
    }
    const live = await (await house.tenant()).key("live");
    expect((await ask(house, live.text, `GET ${path}`)).status).toBe(404);
  });
});

test("a database in quarantine tells providers nothing, and does when it is confirmed", async () => {
  await house.engine.query("update installation set quarantined_at = now(), quarantine_reason = 'asked'");
  const { body } = await call("POST /v1/templates", draft({ submit: true }));
  await follower.job.run();
  expect((await call(`GET /v1/templates/${String(body["id"])}`)).body).toMatchObject({ status: "DRAFT" });
  await house.engine.query("update installation set quarantined_at = null, quarantine_reason = null");
  await until(String(body["id"]), { status: "APPROVED" });
});

describe("what happens elsewhere", () => {
  const wabaId = (): string => simulator.config().waba_id;

  test("is found by the list when its webhook is lost: made, paused, deleted", async () => {
    await sim("PUT", "webhook", { url: "" });
    const made = await graph("POST", `${wabaId()}/message_templates`, draft({ name: "made_elsewhere" }));
    expect(made.status).toBe(200);
    const synced = async (): Promise<unknown[]> => {
      expect((await call("POST /v1/templates/sync", {})).status).toBe(202);
      await follower.job.run();
      return (await call("GET /v1/templates?name=made_elsewhere")).body["data"] as unknown[];
    };
    await vi.waitFor(async () => expect(await synced()).toMatchObject([{ status: "APPROVED" }]));
    await sim("POST", "templates/made_elsewhere", { status: "PAUSED" });
    await vi.waitFor(async () => expect(await synced()).toMatchObject([{ status: "PAUSED" }]), 5_000);
    await graph("DELETE", `${wabaId()}/message_templates?name=made_elsewhere`);
    await vi.waitFor(async () => expect(await synced()).toEqual([]), 5_000);
    await sim("PUT", "webhook", { url: `${house.url}/hooks/cloud-api` });
  });

  test("is told by webhook, and told twice is told once", async () => {
    const { id, name } = await approved();
    await sim("PUT", "faults", { webhooks: { duplicate: 1 } });
    await sim("POST", `templates/${String(name)}`, { status: "PAUSED" });
    const body = await until(String(id), { status: "PAUSED", paused_until: expect.any(String) });
    await sim("PUT", "faults", {});
    const history = body["history"] as { detail: { event: string } }[];
    expect(history.filter(({ detail }) => detail.event === "PAUSED")).toHaveLength(1);
  });
});

describe("a message", () => {
  const now = new Date();
  const check = async (template: object, sender = senderId) => {
    const checker = createTemplateChecker({ db: house.app, now: Date.now });
    const message = { type: "template", template } as Parameters<typeof checker.check>[1][number]["message"];
    const [verdict] = await checker.check(tenantId, [{ senderId: sender, message, seed: "a" }], now);
    return verdict;
  };

  test("goes with its components beside its variables", async () => {
    const { name } = await approved();
    const variables = { 1: "Asha", 2: "1042" };
    expect(await check({ name, language: "en_US", variables })).toMatchObject({
      ok: true,
      hold: null,
      message: {
        template: { variables, components: [{ type: "body", parameters: [{ text: "Asha" }, {}] }] },
      },
    });
    expect(await check({ name, language: "en_US", variables: { 1: "Asha" } })).toMatchObject({
      ok: false,
      error: { code: "template_variables_invalid", errors: [{ path: "/template/variables/2" }] },
    });
  });

  test("gets the language that stands in, unless it wants exactly one", async () => {
    const { name, id } = await approved();
    const variables = { 1: "Asha", 2: "1042" };
    expect(await check({ name, language: "en_GB", variables })).toMatchObject({
      message: { template: { name, language: "en_US", variables } },
      used: { language: "en_US", asked: "en_GB", version: 1, category: "utility" },
    });
    const refused = await check({ name, language: { code: "en_GB", policy: "deterministic" }, variables });
    expect(refused).toMatchObject({ error: { code: "template_not_found" } });
    // What stands in for a value is nothing that Meta reviews.
    const change = { variables: { 1: { fallback: "there" } }, submit: true };
    const patched = await call(`PATCH /v1/templates/${String(id)}`, change);
    expect(patched.body).toMatchObject({ status: "APPROVED", submission: null, live_version: 2 });
    const filled = { template: { components: [{ parameters: [{ text: "there" }, { text: "1042" }] }] } };
    const said = await check({ name, language: "en_US", variables: { 2: "1042" } });
    expect(said).toMatchObject({ message: filled });
  });

  test("waits for a template that is paused, and is refused for one that is disabled, drafted or unknown", async () => {
    const { id, name } = await approved();
    const variables = { 1: "Asha", 2: "1042" };
    await sim("POST", `templates/${String(name)}`, { status: "PAUSED" });
    await until(String(id), { status: "PAUSED" });
    const waits = await check({ name, language: { code: "en_US" }, variables });
    expect(waits).toMatchObject({ ok: true, hold: { code: "template_paused" } });
    await sim("POST", `templates/${String(name)}`, { status: "DISABLED" });
    await until(String(id), { status: "DISABLED" });
    expect(await check({ name, language: "en_US", variables })).toMatchObject({
      ok: false,
      error: { code: "template_not_approved" },
    });
    const made = await call("POST /v1/templates", draft());
    expect(await check({ name: made.body["name"], language: "en_US", variables })).toMatchObject({
      error: { code: "template_not_approved" },
    });
    expect(await check({ name, language: "fr", variables })).toMatchObject({
      error: { code: "template_not_found", errors: [{ path: "/template/name" }] },
    });
  });

  test("of a sender that nobody knows templates of passes as it is", async () => {
    const template = { name: "whatever", language: "en" };
    expect(await check(template, newId())).toEqual({
      ok: true,
      hold: null,
      used: null,
      message: { type: "template", template },
    });
  });

  test("without a template asks nobody", async () => {
    const nobody = { asTenants: () => Promise.reject(new Error("asked")) };
    const checker = createTemplateChecker({ db: { ...house.app, ...nobody }, now: Date.now });
    const message = { type: "text", text: { body: "Hi" } } as const;
    expect(await checker.check(tenantId, [{ senderId, message, seed: "a" }], now)).toEqual([
      { ok: true, message, hold: null, used: null },
    ]);
  });
});

describe("a refused message", () => {
  const refusal = { language: "en_US", detail: "(#132015) Template is paused", at: new Date() };
  const notes = () => createRefusalNotes({ db: house.engine, onError: (error) => void errors.push(error) });

  test.each([
    ["template_paused", "PAUSED"],
    ["template_disabled", "DISABLED"],
  ] as const)("of %s says so before any webhook does, once for a whole campaign", async (code, status) => {
    const { id, name } = await approved();
    const taking = notes();
    // Seconds are what times are compared by: it was handed over after the approval.
    const at = new Date(Date.now() + 2_000);
    for (let n = 0; n < 1_000; n++) taking.note({ ...refusal, senderId, name: String(name), code, at });
    await taking.drained();
    const { body } = await call(`GET /v1/templates/${String(id)}`);
    expect(body).toMatchObject({ status });
    const history = body["history"] as { source: string }[];
    expect(history.filter(({ source }) => source === "dispatcher")).toHaveLength(1);
  });

  test("that was handed over before the approval says nothing of what is now", async () => {
    const { id, name } = await approved();
    const taking = notes();
    taking.note({ ...refusal, senderId, name: String(name), code: "template_paused", at: new Date(0) });
    await taking.drained();
    expect((await call(`GET /v1/templates/${String(id)}`)).body).toMatchObject({ status: "APPROVED" });
  });

  test("of a template that nobody knows has its account read soon", async () => {
    await house.engine.query(
      "update template_account set next_sync_at = now() + interval '1 hour', synced_at = null",
    );
    const taking = notes();
    taking.note({ ...refusal, senderId, name: "nobody_knows", code: "template_missing" });
    await taking.drained();
    const { rows } = await house.engine.query("select next_sync_at <= now() as is_due from template_account");
    expect(rows).toEqual([{ is_due: true }]);
  });
});
