// The routes about senders, over real HTTP and by more than one tenant.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createParser, senderResource } from "@waypost/contract";
import { ask, createHarness, type Harness, newId, type Tenant } from "../http/harness.ts";
import { parseId } from "../kernel/ids.ts";
import { createSenderFinder, type SenderFinder } from "./find-sender.ts";
import { senderRoutes } from "./routes.ts";
import { openSecrets } from "./secrets.ts";
import { readSendersOfShards, type SenderWithKeys } from "./store.ts";

let house: Harness;
let finder: SenderFinder;
let ours: Tenant;
let theirs: Tenant;
let live: string;
let test: string;
let foreign: string;
let numbers = 0;

const secrets = { access_token: "EAAtoken", app_secret: "shh-app", verify_token: "shh-verify" };

function config(more: Record<string, unknown> = {}) {
  numbers += 1;
  return {
    phone_number_id: String(300_000_000 + numbers),
    waba_id: "1234",
    display_phone_number: `+1 555-010-${String(numbers).padStart(4, "0")}`,
    ...secrets,
    ...more,
  };
}

const cloud = (more: Record<string, unknown> = {}) => ({
  name: "Front desk",
  transport: "cloud_api",
  config: config(more),
});

beforeAll(async () => {
  house = await createHarness(({ app, vault }) => {
    finder = createSenderFinder({ db: app, now: Date.now });
    return senderRoutes({
      vault,
      newId,
      finder,
      clock: () => new Date(),
      sessionsOf: async () => new Map(),
      sandboxConfig: async () => config(),
    });
  });
  ours = await house.tenant();
  theirs = await house.tenant();
  [live, test] = [(await ours.key("live")).text, (await ours.key("test")).text];
  foreign = (await theirs.key("live")).text;
});
afterAll(() => house.close());

describe("adding a sender", () => {
  it("answers what was added, without its secrets, in the contract's shape", async () => {
    const { status, body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    expect(status).toBe(201);
    expect(createParser(senderResource)(body)).toMatchObject({ ok: true });
    expect(body).toMatchObject({ transport: "cloud_api", mode: "live", limits: { per_second: 72 } });
    expect(body["address"]).toMatch(/^\+1555010\d{4}$/);
    expect(JSON.stringify(body)).not.toMatch(/EAAtoken|shh/);
  });

  it("keeps the secrets sealed, for the transport to open", async () => {
    const shards = Array.from({ length: 64 }, (_, shard) => shard);
    const rows = await readSendersOfShards(house.engine, [shards]);
    const row = rows.find((each) => each.tenant_id === ours.id);
    expect(row?.secrets?.toString("latin1")).not.toContain("shh");
    expect(openSecrets(house.vault, row as SenderWithKeys)).toEqual(secrets);
  });

  it("refuses a number the tenant has already, and lets another tenant have it", async () => {
    const sender = cloud();
    expect((await ask(house, live, "POST /v1/senders", { body: sender })).status).toBe(201);
    const again = await ask(house, live, "POST /v1/senders", { body: sender });
    expect([again.status, again.body["code"]]).toEqual([409, "sender_in_use"]);
    expect((await ask(house, foreign, "POST /v1/senders", { body: sender })).status).toBe(201);
  });

  it("adds a number once when two requests race for it", async () => {
    const body = cloud();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(house, live, "POST /v1/senders", { body })));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409]);
  });

  it.each([
    ["a field is missing", { access_token: undefined }, "/config/access_token"],
    ["the number is none", { display_phone_number: "12" }, "/config/display_phone_number"],
    ["a field is unknown", { acess_token: "x" }, "/config/acess_token"],
    ["a secret could break out of a header", { access_token: "a\r\nb" }, "/config/access_token"],
  ])("points at the field when %s", async (_, more, path) => {
    const { status, body } = await ask(house, live, "POST /v1/senders", { body: cloud(more) });
    expect([status, body["code"]]).toEqual([422, "invalid_sender_config"]);
    expect(body["errors"]).toEqual([expect.objectContaining({ path })]);
  });

  it("gives test keys sandbox senders and live keys live ones", async () => {
    const sandbox = await ask(house, test, "POST /v1/senders", {
      body: { name: "Play", transport: "sandbox" },
    });
    expect([sandbox.status, sandbox.body["mode"]]).toEqual([201, "test"]);
    const crossed = [
      await ask(house, test, "POST /v1/senders", { body: cloud() }),
      await ask(house, live, "POST /v1/senders", { body: { name: "Play", transport: "sandbox" } }),
    ];
    expect(crossed.map(({ body }) => body["code"])).toEqual(["mode_mismatch", "mode_mismatch"]);
  });
});

describe("another tenant's sender", () => {
  it("answers exactly like one that never was", async () => {
    const { body: sender } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    const never = `snd_${newId().replaceAll("-", "")}`;
    const tries = [["GET"], ["PATCH", { name: "mine" }], ["DELETE"]] as const;
    for (const [method, body] of tries) {
      const init = body === undefined ? {} : { body };
      const about = async (key: string, id: unknown) => {
        const answer = await ask(house, key, `${method} /v1/senders/${String(id)}`, init);
        return { ...answer.body, request_id: "" };
      };
      const absent = await about(foreign, never);
      expect(absent).toMatchObject({ status: 404, code: "not_found" });
      expect(await about(foreign, sender["id"])).toEqual(absent);
      expect(await about(test, sender["id"])).toEqual(absent);
      expect(await about(live, "snd_nonsense")).toEqual(absent);
    }
    expect((await ask(house, live, `GET /v1/senders/${String(sender["id"])}`)).status).toBe(200);
  });
});

describe("changing a sender", () => {
  it("pauses and resumes it", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    const path = `/v1/senders/${String(body["id"])}`;
    const paused = await ask(house, live, `PATCH ${path}`, { body: { paused: true } });
    expect(paused.body["health"]).toMatchObject({ state: "paused", reason: "paused by a person" });
    const resumed = await ask(house, live, `PATCH ${path}`, { body: { paused: false } });
    expect(resumed.body["health"]).toMatchObject({ state: "healthy" });
  });

  it("goes on with new keys where the old ones were refused, and nowhere else", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    const path = `/v1/senders/${String(body["id"])}`;
    const renew = async (reason: string): Promise<unknown> => {
      await house.engine.query("update sender set paused_at = now(), pause_reason = $2 where id = $1", [
        parseId("snd", String(body["id"])),
        reason,
      ]);
      const renewed = await ask(house, live, `PATCH ${path}`, {
        body: { config: { access_token: "EAAnew" } },
      });
      return renewed.body["health"];
    };
    expect(await renew("paused by a person")).toMatchObject({ state: "paused" });
    expect(await renew("provider_auth_failed")).toMatchObject({ state: "healthy" });
  });

  it("replaces one secret and keeps the others", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    const change = { name: "Back office", config: { access_token: "EAAnew" } };
    const changed = await ask(house, live, `PATCH /v1/senders/${String(body["id"])}`, { body: change });
    expect(changed.body).toMatchObject({ name: "Back office", address: body["address"] });
    const rows = await readSendersOfShards(house.engine, [Array.from({ length: 64 }, (_, shard) => shard)]);
    const row = rows.find((each) => `snd_${each.id.replaceAll("-", "")}` === body["id"]);
    expect(openSecrets(house.vault, row as SenderWithKeys)).toEqual({ ...secrets, access_token: "EAAnew" });
  });

  it("does not turn it into another number", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    const change = { config: { phone_number_id: "999" } };
    const answer = await ask(house, live, `PATCH /v1/senders/${String(body["id"])}`, { body: change });
    expect(answer.body["code"]).toBe("invalid_sender_config");
  });
});

describe("finding the sender of a message", () => {
  it("knows it by id, by its number in any spelling, and as the default", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: { ...cloud(), default: true } });
    const found = await Promise.all(
      [
        String(body["id"]),
        String(body["address"]),
        String(body["address"]).replace("+1", "+1 (0) "),
        null,
      ].map((reference) => finder.find(ours.id, "live", reference)),
    );
    expect(new Set(found.map((sender) => sender?.address))).toEqual(new Set([body["address"]]));
  });

  it("does not find it for the other mode or another tenant", async () => {
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud() });
    expect(await finder.find(ours.id, "test", String(body["id"]))).toBeNull();
    expect(await finder.find(theirs.id, "live", String(body["id"]))).toBeNull();
  });

  it("forgets a deleted one at once, and its number is free again", async () => {
    const sender = cloud();
    const { body } = await ask(house, live, "POST /v1/senders", { body: sender });
    const id = String(body["id"]);
    expect(await finder.find(ours.id, "live", id)).not.toBeNull();
    expect((await ask(house, live, `DELETE /v1/senders/${id}`)).status).toBe(204);
    expect(await finder.find(ours.id, "live", id)).toBeNull();
    expect((await ask(house, live, `GET /v1/senders/${id}`)).status).toBe(404);
    expect((await ask(house, live, "POST /v1/senders", { body: sender })).status).toBe(201);
  });

  it("takes the only sender of a mode when the default is of the other", async () => {
    const tenant = await house.tenant();
    const [liveKey, testKey] = [(await tenant.key("live")).text, (await tenant.key("test")).text];
    const sandbox = { name: "Play", transport: "sandbox", default: true };
    await ask(house, testKey, "POST /v1/senders", { body: sandbox });
    expect(await finder.find(tenant.id, "live", null)).toBeNull();
    const { body } = await ask(house, liveKey, "POST /v1/senders", { body: cloud() });
    expect((await finder.find(tenant.id, "live", null))?.address).toBe(body["address"]);
    await ask(house, liveKey, "POST /v1/senders", { body: cloud() });
    expect(await finder.find(tenant.id, "live", null)).toBeNull();
  });
});

describe("listing", () => {
  it("walks through all senders of the key's mode, page by page", async () => {
    const tenant = await house.tenant();
    const key = (await tenant.key("live")).text;
    const added: unknown[] = [];
    for (let n = 0; n < 5; n++)
      added.push((await ask(house, key, "POST /v1/senders", { body: cloud() })).body["id"]);
    const seen: unknown[] = [];
    let after = "";
    do {
      const { body } = await ask(house, key, `GET /v1/senders?limit=2${after}`);
      seen.push(...(body["data"] as { id: string }[]).map((sender) => sender.id));
      after = typeof body["next"] === "string" ? `&after=${body["next"]}` : "";
    } while (after !== "");
    expect(seen).toEqual(added);
    expect((await ask(house, key, "GET /v1/senders?after=nonsense")).body["code"]).toBe("invalid_cursor");
    expect((await ask(house, key, "GET /v1/senders?limit=0")).body["code"]).toBe("invalid_request");
  });
});
