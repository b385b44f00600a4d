// What tenants do with their webhook endpoints and deliveries, over the API, with a real receiver where one is called.

import { generateKeyPairSync } from "node:crypto";
import { Webhook as Official } from "standardwebhooks";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../kernel/clock.ts";
import { createAddressRule } from "../kernel/public-address.ts";
import { vectors } from "../kernel/testing/ssrf-vectors.ts";
import { checkEndpointUrl, createCourier, webhookPrunes } from "../webhooks/index.ts";
import { assign, savePlan } from "../plans/index.ts";
import { askWith, makeKey } from "./testing/control-house.ts";
import { house, poll, receive, type Tenant, useWebhookHouse, work } from "./testing/webhook-house.ts";

useWebhookHouse();

let tenant: Tenant;
beforeAll(async () => {
  tenant = await house.tenant();
});

const make = (wanted: object) =>
  tenant.ask("POST /v1/webhook-endpoints", {
    url: "https://hooks.example/in",
    events: ["message.*"],
    ...wanted,
  });

describe("an endpoint", () => {
  test("is made, shown without its secret, changed, and deleted", async () => {
    const made = await make({ headers: { Authorization: "Bearer own" }, description: "orders" });
    expect(made).toMatchObject({
      status: 201,
      body: { state: "enabled", mode: "test", payload: "thin", ordered: false, headers: ["authorization"] },
    });
    expect(made.body["secret"]).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(made.body["public_key"]).toMatch(/^whpk_[\w+/]{43}=$/);
    const path = `/v1/webhook-endpoints/${made.body["id"]}`;
    const shown = await tenant.ask(`GET ${path}`);
    expect(shown.body).toMatchObject({ description: "orders" });
    expect(JSON.stringify(shown.body)).not.toMatch(/whsec_|Bearer/);
    const changed = await tenant.ask(`PATCH ${path}`, {
      events: ["*"],
      description: null,
      state: "paused",
      throttle: 5,
    });
    expect(changed.body).toMatchObject({ events: ["*"], description: null, state: "paused", throttle: 5 });
    expect((await tenant.ask("GET /v1/webhook-endpoints?limit=1")).body["data"]).toHaveLength(1);
    expect((await tenant.ask(`DELETE ${path}`)).status).toBe(204);
    expect((await tenant.ask(`GET ${path}`)).status).toBe(404);
  });

  test("is made once under an Idempotency-Key, and its secret is not repeated", async () => {
    const body = { url: "https://hooks.example/once", events: ["*"] };
    const twice = [1, 2].map(() =>
      tenant.ask("POST /v1/webhook-endpoints", body, { "idempotency-key": "e1" }),
    );
    const [first, second] = [await twice[0]!, await twice[1]!];
    expect(second.body["id"]).toBe(first.body["id"]);
    expect([first.body["secret"], second.body["secret"]].filter((secret) => secret === null)).toHaveLength(1);
  });

  test("loses its own headers when it moves to another server, and keeps them on its own", async () => {
    const { body } = await make({ headers: { "x-token": "t" } });
    const path = `/v1/webhook-endpoints/${body["id"]}`;
    const near = await tenant.ask(`PATCH ${path}`, { url: "https://hooks.example/elsewhere" });
    expect(near.body["headers"]).toEqual(["x-token"]);
    const far = await tenant.ask(`PATCH ${path}`, { url: "https://other.example/in" });
    expect(far.body["headers"]).toEqual([]);
  });

  test("says what messages say only to whom may read them", async () => {
    const { text } = await makeKey(house.server.house, tenant.id, { scopes: ["webhooks:write"] });
    const ask = askWith(house.server.url, text);
    const wanted = { url: "https://hooks.example/full", events: ["*"], payload: "full" };
    expect(await ask("POST /v1/webhook-endpoints", wanted)).toMatchObject({ status: 403 });
    expect(await ask("POST /v1/webhook-endpoints", { ...wanted, payload: "thin" })).toMatchObject({
      status: 201,
    });
    expect((await make({ payload: "full" })).status).toBe(201);
  });

  test.each([
    [{ events: [] }, "/events"],
    [{ events: ["message"] }, "/events/0"],
    [{ headers: { "webhook-id": "x" } }, "/headers/webhook-id"],
    [{ headers: { "x-a": "1\r\nx-b: 2" } }, "/headers/x-a"],
    [{ senders: ["msg_1"] }, "/senders/0"],
    [{ url: "https://hooks.example:22/" }, "/url"],
    [{ url: "ftp://hooks.example/" }, "/url"],
    [{ throttle: 0 }, "/throttle"],
    [{ secret: "whsec_x" }, ""],
  ])("cannot be like %j", async (wanted, path) => {
    const { status, body } = await make(wanted);
    expect([400, 422]).toContain(status);
    expect(body["errors"].map((error: { path: string }) => error.path).join()).toContain(path);
  });

  test("is refused where the plan has no more room", async () => {
    const poor = await house.tenant();
    const { engine, newId } = house.server.house;
    const { id: planId } = await savePlan(engine, newId, {
      name: "one hook",
      caps: { webhook_endpoints: 1 },
    });
    await assign(engine, { tenantId: poor.id, planId, overrides: {}, since: null });
    const wanted = { url: "https://hooks.example/", events: ["*"] };
    const made = [
      poor.ask("POST /v1/webhook-endpoints", wanted),
      poor.ask("POST /v1/webhook-endpoints", wanted),
    ];
    const answers = await Promise.all(made);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 403]));
    expect(answers.find(({ status }) => status === 403)?.body["code"]).toBe("plan_capacity_reached");
  });
});

describe("an address inside", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const literal = vectors.filter(
    ([, url]) => /^http:\/\/(\[|[\d０-９𝟘-𝟡.%])[^/]*:@\/$/u.test(url) && !url.includes(".example"),
  );

  test("is refused when it is saved, in whatever spelling", async () => {
    const rule = createAddressRule([]);
    expect(literal.length).toBeGreaterThan(250);
    for (const [, url] of literal)
      for (const at of [":8443/", ":9000/"])
        expect(() => checkEndpointUrl(url.replace(/:@\/$/, at), rule), url).toThrow("may not be fetched");
    expect(() => checkEndpointUrl("http://localhost:3000/", rule)).toThrow("not public");
    expect(() => checkEndpointUrl("http://a.localhost./", rule)).toThrow("not public");
    const saved = await make({ url: "http://169.254.169.254/latest/meta-data" });
    expect(saved).toMatchObject({ status: 400, body: { errors: [{ path: "/url" }] } });
  });

  test("is not dialled by a name either, nor when it was saved under another rule", async () => {
    const receiver = await receive();
    const courier = createCourier({ mayReach: createAddressRule([]), clock: systemClock });
    onTestFinished(courier.close);
    const { port } = new URL(receiver.url);
    const made = await make({ url: receiver.url });
    const { rows } = await house.server.house.engine.query<{ id: string }>(
      "select id from webhook_endpoint where url = $1",
      [new URL(receiver.url).href],
    );
    expect(made.body["id"]).toBe(`whe_${rows[0]!.id.replaceAll("-", "")}`);
    const aimed = (url: string) => ({
      tenantId: tenant.id,
      id: rows[0]!.id,
      url: new URL(url),
      headers: {},
      signer: { kind: "standard" as const, secrets: [], privateKey, legacy: null, legacyKey: "" },
    });
    for (const url of [receiver.url, `http://localhost:${port}/`, `http://ip6-localhost:${port}/`]) {
      const outcome = await courier.carry(aimed(url), { id: "evt_1", body: "{}" });
      expect([outcome.status, outcome.response]).toEqual([null, null]);
      expect(["address_refused", "name_not_found"]).toContain(outcome.error);
    }
    expect(receiver.connections()).toBe(0);
  });
});

describe("a test of an endpoint", () => {
  test("tells it something now, and shows what it answered", async () => {
    const receiver = await receive(
      (_heard, response) =>
        void response.writeHead(500, { "content-type": "text/plain" }).end("no such user +14155550123"),
    );
    const { body } = await make({ url: `${receiver.url}/in?token=hidden`, headers: { "X-Own": "yes" } });
    const tried = await tenant.ask(`POST /v1/webhook-endpoints/${body["id"]}/test`, { type: "message.sent" });
    expect(tried).toMatchObject({
      status: 200,
      body: {
        state: "failed",
        type: "message.sent",
        request: {
          url: `${receiver.url}/in`,
          body: { type: "message.sent", data: { data: { test: true } } },
        },
        attempt_log: [
          { number: 1, trigger: "test", status: 500, error: null, response: "no such user [number]" },
        ],
      },
    });
    const [heard] = receiver.heard;
    expect(heard?.headers).toMatchObject({ "x-own": "yes", "content-type": "application/json" });
    new Official(body["secret"]).verify(heard!.body, heard!.headers as Record<string, string>);
    const again = await tenant.ask(`GET /v1/webhook-deliveries/${tried.body["id"]}`);
    expect(again.body).toEqual(tried.body);
    const replayed = await tenant.ask("POST /v1/webhook-deliveries/replay", { ids: [tried.body["id"]] });
    expect(replayed.body["replayed"]).toBe(0);
  });
});

describe("a secret that is replaced", () => {
  test("signs beside the new one for a day, or as long as was asked", async () => {
    const receiver = await receive();
    const made = await make({ url: receiver.url, legacy_signature: "x-hub-signature-256" });
    const path = `/v1/webhook-endpoints/${made.body["id"]}`;
    const rotated = await tenant.ask(`POST ${path}/rotate`, {});
    expect(rotated.status).toBe(201);
    expect(Date.parse(rotated.body["former_secret_until"]) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    await tenant.ask(`POST ${path}/test`, {});
    const both = receiver.heard.at(-1)!;
    for (const { body } of [made, rotated])
      new Official(body["secret"]).verify(both.body, both.headers as Record<string, string>);
    expect(both.headers["x-hub-signature-256"]).toMatch(/^sha256=[0-9a-f]{64}$/);
    const last = await tenant.ask(`POST ${path}/rotate`, { overlap_hours: 0 });
    await tenant.ask(`POST ${path}/test`, {});
    const alone = receiver.heard.at(-1)!;
    new Official(last.body["secret"]).verify(alone.body, alone.headers as Record<string, string>);
    for (const { body } of [made, rotated])
      expect(() =>
        new Official(body["secret"]).verify(alone.body, alone.headers as Record<string, string>),
      ).toThrow();
    expect(last.body["public_key"]).toBe(made.body["public_key"]);
  });
});

describe("deliveries", () => {
  test("are listed by endpoint, type, state and time, page by page over all endpoints", async () => {
    const mine = await house.tenant();
    const url = "https://hooks.example/";
    const [one, two] = [
      await mine.ask("POST /v1/webhook-endpoints", { url, events: ["*"] }),
      await mine.ask("POST /v1/webhook-endpoints", { url, events: ["message.read"] }),
    ];
    await house.tell(mine.id, ["message.sent", "message.read", "message.read"]);
    const list = async (query: string) => (await mine.ask(`GET /v1/webhook-deliveries?${query}`)).body;
    expect((await list("")).data).toHaveLength(5);
    expect((await list(`endpoint=${two.body["id"]}`)).data).toHaveLength(2);
    expect((await list("type=message.sent")).data).toMatchObject([
      { endpoint: one.body["id"], state: "waiting" },
    ]);
    expect((await list("state=failed")).data).toEqual([]);
    expect((await list(`until=${new Date(Date.now() - 60_000).toISOString()}`)).data).toEqual([]);
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const page = await list(`limit=2${next === "" ? "" : `&after=${next}`}`);
      seen.push(...page.data.map(({ id }: { id: string }) => id));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  test("that were made are told again by their ids, and what nobody was there for by a span of time", async () => {
    const mine = await house.tenant();
    const receiver = await receive();
    const before = await house.tell(mine.id, ["message.sent", "campaign.finished"]);
    const { body } = await mine.ask("POST /v1/webhook-endpoints", {
      url: receiver.url,
      events: ["message.*"],
    });
    await work();
    const [known] = await house.tell(mine.id, ["message.read"]);
    await poll(() => receiver.heard.length).toBe(1);
    const listed = await mine.ask("GET /v1/webhook-deliveries?state=delivered");
    await poll(
      async () => (await mine.ask("GET /v1/webhook-deliveries?state=delivered")).body["data"].length,
    ).toBe(1);
    void listed;
    const [delivery] = (await mine.ask("GET /v1/webhook-deliveries")).body["data"];
    await mine.ask("POST /v1/webhook-deliveries/replay", {
      ids: [delivery.id, "whd_0", `whd_${"0".repeat(32)}`],
    });
    await poll(() => receiver.heard.map(({ id }) => id)).toEqual([known, known]);
    const since = new Date(Date.now() - 60_000).toISOString();
    const missed = await mine.ask("POST /v1/webhook-deliveries/replay", { endpoint: body["id"], since });
    expect(missed).toMatchObject({ status: 202, body: { replayed: 1 } });
    await poll(() => receiver.heard.map(({ id }) => id)).toEqual([known, known, before[0]]);
    const all = { endpoint: body["id"], since, types: ["message.read"], include_delivered: true };
    await poll(async () => (await mine.ask("POST /v1/webhook-deliveries/replay", all)).body["replayed"]).toBe(
      1,
    );
    await poll(() => receiver.heard.length).toBe(4);
    const wrong = await mine.ask("POST /v1/webhook-deliveries/replay", { endpoint: body["id"] });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: "/since" }] } });
  });

  test("wait while their endpoint is paused, and none leave in a quarantine", async () => {
    const mine = await house.tenant();
    const receiver = await receive();
    const { body } = await mine.ask("POST /v1/webhook-endpoints", { url: receiver.url, events: ["*"] });
    const path = `/v1/webhook-endpoints/${body["id"]}`;
    await mine.ask(`PATCH ${path}`, { state: "paused" });
    await work();
    const [told] = await house.tell(mine.id, ["message.sent"]);
    const { engine } = house.server.house;
    await engine.query("update installation set quarantined_at = now(), quarantine_reason = 'asked'");
    await mine.ask(`PATCH ${path}`, { state: "enabled" });
    await house.nudge();
    expect(await house.waiting(body["id"])).toMatchObject({ due: 1, attempts: 0 });
    await engine.query("update installation set quarantined_at = null, quarantine_reason = null");
    await poll(async () => {
      await house.nudge();
      return receiver.heard.map(({ id }) => id);
    }).toEqual([told]);
  });

  test("are thrown away after a month, and a deleted endpoint with the last of them", async () => {
    const mine = await house.tenant();
    const { engine } = house.server.house;
    const { body } = await mine.ask("POST /v1/webhook-endpoints", {
      url: "https://hooks.example/",
      events: ["*"],
    });
    await engine.query(
      `insert into event (tenant_id, mode, type, subject_id, at)
       select $1, 'test', 'message.sent', gen_random_uuid(), now() - days * interval '1 day'
       from unnest(array[1, 29, 31, 90]) as days`,
      [mine.id],
    );
    await webhookPrunes["prune-webhook-deliveries"](engine, [1_000]);
    expect((await mine.ask("GET /v1/webhook-deliveries")).body["data"]).toHaveLength(2);
    await mine.ask(`DELETE /v1/webhook-endpoints/${body["id"]}`);
    await webhookPrunes["prune-webhook-endpoints"](engine, [1_000]);
    await webhookPrunes["prune-webhook-deliveries"](engine, [1_000]);
    expect(await webhookPrunes["prune-webhook-endpoints"](engine, [1_000])).not.toEqual([]);
    const { rows } = await engine.query("select from webhook_delivery where tenant_id = $1", [mine.id]);
    expect(rows).toEqual([]);
  });
});
