// The 24-hour window and the free entry after an ad: as rules, and as read for many people from a real database.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHarness, type Harness, newId } from "../../http/harness.ts";
import { pruneEntryPoints, writeEntryPoints } from "./store.ts";
import { windowState } from "./window.ts";
import { windowsOf } from "./windows-of.ts";

const now = new Date();
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const inHours = (hours: number): Date => hoursAgo(-hours);

describe("the customer service window", () => {
  test("is open for 24 hours from the person's last word", () => {
    expect(windowState({ lastHeardAt: hoursAgo(1), entry: null }, now)).toEqual({
      openUntil: inHours(23),
      freeEntryUntil: null,
    });
    expect(windowState({ lastHeardAt: hoursAgo(24), entry: null }, now).openUntil).toBeNull();
    expect(windowState({ lastHeardAt: null, entry: null }, now).openUntil).toBeNull();
  });
});

describe("the free entry after an ad", () => {
  test("lasts 72 hours from our first answer, and does not open the window", () => {
    const entry = { at: hoursAgo(40), answeredAt: hoursAgo(30) };
    expect(windowState({ lastHeardAt: hoursAgo(40), entry }, now)).toEqual({
      openUntil: null,
      freeEntryUntil: inHours(42),
    });
  });

  test("is none without an answer, or with one after a day", () => {
    const unanswered = { at: hoursAgo(2), answeredAt: null };
    const late = { at: hoursAgo(40), answeredAt: hoursAgo(15) };
    expect(windowState({ lastHeardAt: null, entry: unanswered }, now).freeEntryUntil).toBeNull();
    expect(windowState({ lastHeardAt: null, entry: late }, now).freeEntryUntil).toBeNull();
  });
});

describe("windows of many people", () => {
  let house: Harness;
  beforeAll(async () => {
    house = await createHarness(() => []);
  });
  afterAll(() => house.close());

  test("come in the order they are asked for, each of its own sender", async () => {
    const tenant = await house.tenant();
    const [one, two] = [newId(), newId()];
    await house.engine.query(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       select $1, id, 'Desk', 'cloud_api', 'live', '+1555040' || place, 7, 72, 8
       from unnest($2::uuid[]) with ordinality as s(id, place)`,
      [tenant.id, [one, two]],
    );
    await house.engine.query(
      "insert into chat (tenant_id, sender_id, person, last_heard_at) values ($1, $2, $3, $4), ($1, $2, $5, $6)",
      [tenant.id, one, "+14155550001", hoursAgo(1), "+14155550002", hoursAgo(30)],
    );
    const message = newId();
    await house.engine.query(
      `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, created_at, updated_at)
       values ($1, $2, 'live', $3, 7, '+14155550002', 1, 'service', 'text', '{}', 'sent', now(), 'once', now(), now())`,
      [tenant.id, message, one],
    );
    await house.engine.query(
      `insert into attempt (tenant_id, message_id, number, shard, epoch, state, started_at, ended_at)
       values ($1, $2, 1, 7, 1, 'accepted', $3, $3)`,
      [tenant.id, message, hoursAgo(20)],
    );
    const key = { tenant_id: tenant.id, sender_id: one, person: "+14155550002" };
    await house.engine.transaction((tx) =>
      writeEntryPoints(tx, [
        { ...key, at: hoursAgo(60).toISOString() },
        { ...key, at: hoursAgo(30).toISOString() },
      ]),
    );
    // The message's id says that it was accepted just now; the entry has to be from before it.
    const asked = [
      { ...key, sender_id: two },
      key,
      { ...key, person: "+14155550001" },
      { ...key, person: "+14155550003" },
    ];
    const states = await house.app.asTenants([tenant.id], (tx) => windowsOf(tx, asked, now));
    const closed = { openUntil: null, freeEntryUntil: null };
    expect(states).toEqual([
      closed,
      { openUntil: null, freeEntryUntil: inHours(52) },
      { openUntil: inHours(23), freeEntryUntil: null },
      closed,
    ]);
    expect(await pruneEntryPoints(house.engine, [10])).toEqual([]);
  });
});
