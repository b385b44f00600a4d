// A number's protection as its owner sees and changes it, over real HTTP, with what really happened to it.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createParser, type SenderResource, senderResource, type SessionResource } from "@waypost/contract";
import { type Answer, ask, createHarness, type Harness, newId, type Tenant } from "../../http/harness.ts";
import { parseId } from "../../kernel/ids.ts";
import { createSenderFinder } from "../find-sender.ts";
import { senderRoutes } from "../routes.ts";
import { countSends, countTroubles, lockNewChats, type SendRow } from "./store/count.ts";

let house: Harness;
let tenant: Tenant;
let live: string;
let test: string;
const today = Date.now();
/** So many days from today, in UTC: what was long before the database's own time is not remembered. */
const at = (days: number, time: string): Date =>
  new Date(`${new Date(today + days * 86_400_000).toISOString().slice(0, 10)}T${time}:00.000Z`);
const noon = at(0, "12:00");
const tomorrowAtSix = at(1, "06:00");
let now = noon;
const sessions = new Map<string, SessionResource>();

beforeAll(async () => {
  house = await createHarness(({ app, vault }) =>
    senderRoutes({
      vault,
      newId,
      finder: createSenderFinder({ db: app, now: Date.now }),
      clock: () => now,
      sessionsOf: async () => sessions,
      sandboxConfig: async () => null,
    }),
  );
  tenant = await house.tenant();
  [live, test] = [(await tenant.key("live")).text, (await tenant.key("test")).text];
});
beforeEach(() => {
  now = noon;
  sessions.clear();
});
afterAll(() => house.close());

const phone = { name: "Shop phone", transport: "whatsapp_web" };

async function add(more: object = {}, key = live): Promise<SenderResource> {
  const { status, body } = await ask(house, key, "POST /v1/senders", { body: { ...phone, ...more } });
  expect([status, body["errors"]]).toEqual([201, undefined]);
  return sound(body);
}

async function read({ id }: SenderResource): Promise<SenderResource> {
  return sound((await ask(house, live, `GET /v1/senders/${id}`)).body);
}

const change = ({ id }: SenderResource, body: object): Promise<Answer> =>
  ask(house, live, `PATCH /v1/senders/${id}`, { body });

function sound(body: unknown): SenderResource {
  expect(createParser(senderResource)(body)).toMatchObject({ ok: true });
  return body as SenderResource;
}

function keyOf({ id }: SenderResource) {
  return { tenant_id: tenant.id, sender_id: parseId("snd", id) ?? "", day: now.toISOString().slice(0, 10) };
}

async function send(sender: SenderResource, count: number, more: Partial<SendRow> = {}): Promise<void> {
  const row = { ...keyOf(sender), message_id: newId(), at: now.toISOString(), kind: "sent" as const };
  const rows = Array.from({ length: count }, (_, n) => ({
    ...row,
    person: `+1415555${String(n).padStart(4, "0")}`,
    new_chat: false,
    fingerprint: null,
    ...more,
  }));
  await countSends(house.engine, rows);
}

describe("choosing a protection", () => {
  it("is not needed: a live number is protected, a sandbox phone is not", async () => {
    expect(await add()).toMatchObject({
      protection: {
        preset: "normal",
        daily_cap: 300,
        new_chats_per_day: 30,
        gap_seconds: 8,
        quiet_hours: { from: "21:00", to: "08:00" },
        typing: true,
        time_zone: "UTC",
      },
      limits: { per_day: 20, sent_today: 0, new_chats_per_day: 5, new_chats_today: 0, resumes_at: null },
      health: { state: "healthy", score: 100, reasons: [] },
    });
    const sandbox = await add({}, test);
    expect(sandbox.protection).toMatchObject({ preset: "off", daily_cap: null, typing: false });
    expect(sandbox.health.score).toBeNull();
  });

  it("takes a preset and changes of it, and shows what holds", async () => {
    const protection = {
      preset: "established",
      daily_cap: 400,
      gap_seconds: 12,
      quiet_hours: null,
      typing: false,
      time_zone: "Asia/Kolkata",
    };
    const sender = await add({ protection });
    expect(sender.protection).toEqual({ ...protection, new_chats_per_day: 60 });
    expect(sender.limits).toMatchObject({ per_day: 400, warm_up_stage: null });
  });

  it("replaces the former choice as a whole", async () => {
    const sender = await add({ protection: { preset: "cautious", daily_cap: 40 } });
    const { body } = await change(sender, { protection: { new_chats_per_day: 3 } });
    expect(body["protection"]).toMatchObject({ preset: "normal", daily_cap: 300, new_chats_per_day: 3 });
    expect((await read(sender)).protection).toEqual(body["protection"]);
  });

  it("protects a sandbox phone where somebody wants to see it", async () => {
    const sender = await add({ protection: { preset: "cautious" } }, test);
    expect(sender).toMatchObject({ protection: { preset: "cautious" }, limits: { per_day: 10 } });
  });

  it.each([
    ["an unknown preset", { preset: "brave" }, "/protection/preset"],
    ["no protection for a live number", { preset: "off" }, "/protection/preset"],
    ["a cap of nothing", { daily_cap: 0 }, "/protection/daily_cap"],
    ["more new chats than messages", { daily_cap: 5, new_chats_per_day: 6 }, "/protection/new_chats_per_day"],
    ["a gap no person keeps", { gap_seconds: 0.1 }, "/protection/gap_seconds"],
    ["a time that is none", { quiet_hours: { from: "25:00", to: "08:00" } }, "/protection/quiet_hours/from"],
    ["hours without length", { quiet_hours: { from: "08:00", to: "08:00" } }, "/protection/quiet_hours/to"],
    ["half of the hours", { quiet_hours: { from: "08:00" } }, "/protection/quiet_hours/to"],
    ["a zone that is nowhere", { time_zone: "Mars/Olympus" }, "/protection/time_zone"],
    ["a typing mistake", { dayly_cap: 5 }, "/protection/dayly_cap"],
  ])("refuses %s, and says where", async (_, protection, path) => {
    const added = await ask(house, live, "POST /v1/senders", { body: { ...phone, protection } });
    expect(added.status).toBeGreaterThanOrEqual(400);
    expect(added.status).toBeLessThan(500);
    expect(added.body["errors"]).toContainEqual(expect.objectContaining({ path }));
    const changed = await change(await add(), { protection });
    expect(changed.body["errors"]).toContainEqual(expect.objectContaining({ path }));
  });

  it("refuses a figure that would have no effect", async () => {
    const body = { ...phone, protection: { daily_cap: 5, time_zone: "Asia/Kolkata" } };
    const answer = await ask(house, test, "POST /v1/senders", { body });
    expect(answer.body["errors"]).toEqual([expect.objectContaining({ path: "/protection/daily_cap" })]);
  });

  it("is not for numbers that Meta protects", async () => {
    const config = {
      phone_number_id: "300000001",
      waba_id: "1234",
      display_phone_number: "+1 555-010-0001",
      access_token: "t",
      app_secret: "s",
      verify_token: "v",
    };
    const cloud = { name: "Front desk", transport: "cloud_api", config };
    const { body } = await ask(house, live, "POST /v1/senders", { body: cloud });
    expect(sound(body)).toMatchObject({
      protection: null,
      health: { score: null },
      limits: { per_day: null },
    });
    const answer = await change(sound(body), { protection: { preset: "cautious" } });
    expect(answer.body["errors"]).toEqual([expect.objectContaining({ path: "/protection" })]);
  });
});

describe("a number that is used", () => {
  it("shows what it has sent today, and starts anew in the morning", async () => {
    const sender = await add();
    await send(sender, 3, { new_chat: true });
    expect((await read(sender)).limits).toMatchObject({
      per_day: 20,
      sent_today: 3,
      new_chats_per_day: 5,
      new_chats_today: 3,
      warm_up_stage: "day 1 of 11: 20 a day",
    });
    now = new Date(tomorrowAtSix.getTime() - 60_000);
    expect((await read(sender)).limits).toMatchObject({ sent_today: 3 });
    now = tomorrowAtSix;
    expect((await read(sender)).limits).toMatchObject({
      sent_today: 0,
      warm_up_stage: "day 2 of 11: 30 a day",
    });
  });

  it("says when it goes on after its cap", async () => {
    const sender = await add();
    await send(sender, 20);
    expect(await read(sender)).toMatchObject({
      limits: { sent_today: 20, resumes_at: tomorrowAtSix.toISOString() },
      health: { state: "healthy", score: 100 },
    });
  });

  it("stands still after a run of failures, and says until when", async () => {
    const sender = await add();
    await send(sender, 5, { kind: "refused" });
    expect(await read(sender)).toMatchObject({
      limits: { resumes_at: at(0, "12:15").toISOString() },
      health: {
        state: "paused",
        reason: "until 12:15: 5 failures in a row",
        since: noon.toISOString(),
        reasons: [
          { code: "breaker", points: 0 },
          { code: "failures", points: 15 },
        ],
      },
    });
  });

  it("is degraded while WhatsApp lets it begin no new chats", async () => {
    const sender = await add();
    const { tenant_id, sender_id } = keyOf(sender);
    await lockNewChats(house.engine, [tenant_id, sender_id, now, at(1, "12:00")]);
    await send(sender, 1, { kind: "restricted" });
    expect(await read(sender)).toMatchObject({
      limits: { per_day: 10, resumes_at: null },
      health: {
        state: "degraded",
        score: 65,
        reason: "no new chats until tomorrow 12:00: WhatsApp's decision",
        reasons: [{ code: "new_chats_locked" }, { code: "restricted", points: 35 }],
      },
    });
    now = at(8, "12:00");
    expect((await read(sender)).health).toMatchObject({ state: "healthy", score: 100, reasons: [] });
  });

  it("rests for the day after a ban, and is blocked while it lasts", async () => {
    const sender = await add();
    await countTroubles(house.engine, [{ ...keyOf(sender), kind: "ban" }]);
    expect(await read(sender)).toMatchObject({
      limits: { resumes_at: tomorrowAtSix.toISOString() },
      health: { state: "paused", score: 15, reason: "until tomorrow 06:00: health is 15 of 100" },
    });
    const session: SessionResource = {
      state: "banned",
      since: now.toISOString(),
      reason: "temporarily_banned",
    };
    sessions.set(parseId("snd", sender.id) ?? "", session);
    expect(await read(sender)).toMatchObject({
      limits: { resumes_at: null },
      health: { state: "blocked", reason: "temporarily_banned", score: 15 },
    });
  });

  it("is paused first of all when a person has paused it", async () => {
    const sender = await add();
    await send(sender, 5, { kind: "refused" });
    await change(sender, { paused: true });
    expect(await read(sender)).toMatchObject({
      limits: { resumes_at: null },
      health: { state: "paused", reason: "paused by a person" },
    });
  });

  it("stands in a list with all others, each with its own figures", async () => {
    const owner = await house.tenant();
    const key = (await owner.key("live")).text;
    const added = await Promise.all([1, 2, 3].map(() => add({}, key)));
    const [first] = added;
    if (first === undefined) throw new Error("three were added");
    await send(first, 7, { tenant_id: owner.id });
    const { body } = await ask(house, key, "GET /v1/senders");
    const listed = (body["data"] as SenderResource[]).map(({ id, limits }) => [id, limits.sent_today]);
    expect(new Map(listed as [string, number][])).toEqual(
      new Map(added.map(({ id }) => [id, id === first.id ? 7 : 0])),
    );
  });
});
