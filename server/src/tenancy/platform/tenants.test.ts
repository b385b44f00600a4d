// Tenants as the platform makes and sees them, and as they change themselves.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, newId } from "../../http/harness.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Mode } from "../../kernel/route.ts";
import { createKeyUses } from "../key-uses.ts";
import { tenantLifeJobs } from "../life-jobs.ts";
import {
  addMessage,
  type Body,
  createTenantHouse,
  pathOf,
  slugOf,
  type TenantHouse,
} from "../testing/tenant-house.ts";

let house: TenantHouse;
const failures: Error[] = [];
const onError = (error: Error): void => void failures.push(error);

beforeAll(async () => {
  house = await createTenantHouse();
});
afterAll(() => house.close());

async function endTrials(now: Date): Promise<void> {
  const { engine, vault } = house;
  const unused = async (): Promise<never> => expect.unreachable("nothing is erased");
  const parts = { engine, vault, store: { delete: unused }, eraseGuarded: unused, onError };
  const jobs = tenantLifeJobs({ ...parts, now: () => now, append: async () => undefined });
  await jobs.find(({ name }) => name === "end-trials")?.run();
  expect(failures).toEqual([]);
}

describe("the platform", () => {
  it("makes a tenant on trial, with an owner who is invited, and finds it", async () => {
    const wanted = {
      slug: "lotus",
      name: "Lotus Tea",
      owner_email: "owner@lotus.example",
      trial_days: 14,
      time_zone: "asia/kolkata",
      locale: "EN-in",
      default_country: "IN",
    };
    const made = await house.staff("POST /v1/platform/tenants", wanted);
    expect(made).toMatchObject({
      status: 201,
      body: {
        invitation: { link: "http://waypost.test/invitation#x", mailed: false },
        plan: null,
        tenant: { slug: "lotus", state: "trial", time_zone: "Asia/Kolkata", locale: "en-IN" },
      },
    });
    expect(house.invited).toEqual([{ tenantId: expect.any(String), email: "owner@lotus.example" }]);
    const again = await house.staff("POST /v1/platform/tenants", wanted);
    expect(again).toMatchObject({ status: 409, body: { code: "tenant_slug_taken" } });
    const found = await house.staff("GET /v1/platform/tenants?q=TEA&state=trial");
    expect(found.body).toMatchObject({ data: [{ slug: "lotus" }], next: null });
    const pages = await Promise.all([house.tenant(), house.tenant()]).then(() =>
      house.staff("GET /v1/platform/tenants?limit=1"),
    );
    const more = await house.staff(`GET /v1/platform/tenants?limit=1&after=${String(pages.body["next"])}`);
    expect(more.body["data"]).not.toEqual(pages.body["data"]);
  });

  it("refuses a place that is none, and a plan where there are no plans", async () => {
    const refused = async (more: Body) =>
      (await house.staff("POST /v1/platform/tenants", { slug: "x", name: "X", ...more })).body["errors"];
    expect(
      await refused({ time_zone: "Mars/Olympus", locale: "not a tag", default_country: "ZZ" }),
    ).toMatchObject([{ path: "/time_zone" }, { path: "/locale" }, { path: "/default_country" }]);
    expect(await refused({ plan: "gold" })).toMatchObject([{ path: "/plan" }]);
  });

  it("is its staff only, after a second proof for what changes", async () => {
    const tenant = await house.tenant();
    const key = (await tenant.key("live")).text;
    const change = `POST ${pathOf(tenant)}/suspend`;
    expect((await ask(house, key, change, { body: { reason: "x" } })).status).toBe(401);
    const nobody = { platform: false, tenantId: tenant.id };
    expect((await house.staff(change, { reason: "x" }, nobody)).status).toBe(403);
    expect((await house.staff("GET /v1/platform/tenants", undefined, nobody)).status).toBe(403);
    expect((await house.staff(change, { reason: "x" }, { provedAt: null })).body).toMatchObject({
      code: "second_proof_required",
    });
  });
});

describe("a trial", () => {
  it("is suspended by the clock when its trial ends, and not before", async () => {
    const made = await house.staff("POST /v1/platform/tenants", {
      slug: "brief",
      name: "Brief",
      trial_days: 1,
    });
    const path = `/v1/platform/tenants/${String((made.body["tenant"] as Body)["id"])}`;
    await endTrials(new Date());
    expect((await house.staff(`GET ${path}`)).body).toMatchObject({ state: "trial" });
    await house.engine.query("update tenant set trial_ends_at = now() where slug = 'brief'");
    await endTrials(new Date(Date.now() + 1_000));
    expect((await house.staff(`GET ${path}`)).body).toMatchObject({
      state: "suspended",
      state_reason: "The trial has ended.",
    });
  });
});

describe("a tenant", () => {
  it("changes what it says of itself, and nothing else", async () => {
    const tenant = await house.tenant();
    const key = (await tenant.key("live")).text;
    const patch = (body: Body) => ask(house, key, "PATCH /v1/tenant", { body });
    const read = await ask(house, key, "GET /v1/tenant");
    expect(read.body).toMatchObject({
      id: presentId("ten", tenant.id),
      time_zone: "UTC",
      brand: { color: null },
      settings: { week_starts_on: "monday", key_lifetime_days: 365 },
      export: null,
    });
    const changed = await patch({
      time_zone: "America/Sao_Paulo",
      locale: "pt-br",
      brand: { color: "#ff6600", support_email: "help@marigold.example" },
      settings: { key_lifetime_days: 30 },
    });
    expect(changed.body).toMatchObject({
      time_zone: "America/Sao_Paulo",
      locale: "pt-BR",
      brand: { color: "#ff6600", name: null },
      settings: { key_lifetime_days: 30, hour_cycle: "h23" },
    });
    const made = await ask(house, key, "POST /v1/api-keys", {
      body: { name: "x", mode: "test", scopes: ["senders:read"] },
    });
    const days = (Date.parse(String(made.body["expires_at"])) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    for (const body of [
      { state: "active" },
      { slug: "mine" },
      { brand: { color: "red" } },
      { settings: { key_lifetime_days: 0 } },
      { time_zone: "+05:30" },
      {},
    ])
      expect((await patch(body)).status).toBe(400);
    const logo = await patch({ brand: { logo_media_id: presentId("med", newId()) } });
    expect(logo.body).toMatchObject({ code: "media_not_found" });
    // Nor by a statement of its own: row-level rights say so as well.
    const free = house.app.asTenants([tenant.id], (tx) => tx.query("update tenant set state = 'trial'"));
    await expect(free).rejects.toThrow(/permission denied/);
  });

  it("closes itself with a live key only", async () => {
    const tenant = await house.tenant();
    const close = async (mode: Mode) =>
      ask(house, (await tenant.key(mode)).text, "POST /v1/tenant/close", {
        body: { confirm: slugOf(tenant) },
      });
    expect(await close("test")).toMatchObject({ status: 403, body: { code: "mode_mismatch" } });
    const closed = await close("live");
    expect(closed).toMatchObject({ status: 202, body: { tenant: { state: "closing" } } });
    const { erase_after: erasure } = closed.body["tenant"] as Body;
    expect(Math.round((Date.parse(String(erasure)) - Date.now()) / 86_400_000)).toBe(30);
    expect(
      (await house.staff(`POST ${pathOf(tenant)}/activate`, { reason: "they stay" })).body,
    ).toMatchObject({
      state: "active",
      erase_after: null,
    });
  });
});

describe("how tenants fare", () => {
  it("is told tenant by tenant, by one question each", async () => {
    const tenant = await house.tenant();
    await addMessage(house, tenant.id);
    const uses = createKeyUses({
      engine: house.engine,
      everyMs: 3_600_000,
      onError: (error) => void failures.push(error),
    });
    for (let n = 0; n < 10; n++) uses.note({ tenantId: tenant.id, id: newId() }, Date.now(), undefined);
    await uses.stop();
    const health = await house.staff(`GET ${pathOf(tenant)}/health`);
    expect(health.body).toMatchObject({
      senders: { active: 1, paused: 0, disconnected: 0 },
      queued: 1,
      outcomes: { accepted: 0, refused: 1, later: 0, unknown: 0 },
      error_rate: 1,
      errors: [{ code: "recipient_unreachable", count: 1 }],
    });
    const { body } = await house.staff("GET /v1/platform/neighbours?minutes=60");
    const rows = body["data"] as Body[];
    expect(rows.find(({ id }) => id === presentId("ten", tenant.id))).toMatchObject({
      accepted: 1,
      accepted_share: 1,
      lane_depth: 1,
      dead_letters: 1,
      requests_per_minute: expect.closeTo(10 / 60, 2),
    });
  });
});
