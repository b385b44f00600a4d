// What is counted of numbers and chats, on a real Postgres and by several processes at once.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHarness, type Harness, newId } from "../../../http/harness.ts";
import { shardOf } from "../../sender.ts";
import { countHeard } from "../count-heard.ts";
import { dayOf } from "../day.ts";
import { type Remembered, readRemembered } from "../number-facts.ts";
import { countDelivered, countSends, countTroubles, lockNewChats, type SendRow } from "./count.ts";
import { pruneSenderDays, pruneSenderTexts } from "./prune.ts";
import { writeRests } from "./rest.ts";

let house: Harness;
let tenantId: string;
let senderId: string;
const now = new Date();
const zone = "Asia/Calcutta";
const today = dayOf(now, zone);
const text = "ab".repeat(16);
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);

beforeAll(async () => {
  house = await createHarness(() => []);
});
beforeEach(async () => {
  tenantId = (await house.tenant()).id;
  senderId = await addSender(tenantId);
});
afterAll(() => house.close());

async function addSender(tenant: string): Promise<string> {
  const id = newId();
  await house.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'front desk', 'whatsapp_web', 'live', '+919876543210', $3, 1, 1)`,
    [tenant, id, shardOf(id)],
  );
  return id;
}

function sendRow(more: Partial<SendRow> = {}): SendRow {
  return {
    tenant_id: tenantId,
    sender_id: senderId,
    person: "+14155550123",
    message_id: newId(),
    day: today,
    at: now.toISOString(),
    kind: "sent",
    new_chat: false,
    fingerprint: null,
    ...more,
  };
}

async function remembered(tenant = tenantId, sender = senderId): Promise<Remembered> {
  const read = await readRemembered(house.engine, [{ tenantId: tenant, senderId: sender, zone }], now);
  const found = read.get(sender);
  if (found === undefined) throw new Error("a sender that was asked for is answered");
  return found;
}

async function chat(person = "+14155550123"): Promise<Record<string, unknown> | undefined> {
  const { rows } = await house.engine.query<Record<string, unknown>>(
    "select * from chat where tenant_id = $1 and sender_id = $2 and person = $3",
    [tenantId, senderId, person],
  );
  return rows[0];
}

const people = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `+1415555${String(n).padStart(4, "0")}`);

describe("counting sends", () => {
  it("counts a day's messages, new chats and texts, and keeps the chat", async () => {
    const first = people(6).map((person) => sendRow({ person, new_chat: true, fingerprint: text }));
    await countSends(house.engine, first);
    const again = sendRow({ person: people(1)[0] ?? "", at: hours(1).toISOString() });
    await countSends(house.engine, [again]);
    const { facts, texts } = await remembered();
    expect(facts.days).toEqual([expect.objectContaining({ day: today, sent: 7, new_chats: 6, refused: 0 })]);
    expect(texts).toEqual(new Map([[text, 6]]));
    expect(await chat(again.person)).toMatchObject({
      first_sent_at: now,
      last_sent_at: hours(1),
      unanswered: 2,
      last_message_id: again.message_id,
    });
  });

  it("loses nothing when several processes count the same people in any order", async () => {
    const batches = Array.from({ length: 12 }, (_, n) => {
      const rows = people(20).map((person) => sendRow({ person, new_chat: n === 0, fingerprint: text }));
      return n % 2 === 0 ? rows : rows.toReversed();
    });
    await Promise.all(batches.map((rows) => countSends(house.engine, rows)));
    const { facts, texts } = await remembered();
    expect(facts.days[0]).toMatchObject({ sent: 240, new_chats: 20 });
    expect(texts.get(text)).toBe(240);
    expect(await chat(people(1)[0])).toMatchObject({ unanswered: 12 });
  });

  it("makes no chat of what never arrived", async () => {
    await countSends(house.engine, [
      sendRow({ kind: "refused", new_chat: true }),
      sendRow({ kind: "unreachable", new_chat: true }),
      sendRow({ kind: "restricted", new_chat: true }),
    ]);
    expect(await chat()).toBeUndefined();
    const { facts } = await remembered();
    expect(facts.days[0]).toMatchObject({ sent: 0, new_chats: 0, refused: 1, unreachable: 1, restricted: 1 });
  });

  it("follows a run of failures from batch to batch, until something goes well", async () => {
    const failed = sendRow({ kind: "refused" });
    const later = sendRow({ kind: "doubtful", at: hours(1).toISOString() });
    await countSends(house.engine, [failed, failed]);
    await countSends(house.engine, [sendRow({ kind: "unreachable" }), later]);
    expect((await remembered()).facts).toMatchObject({ failuresInARow: 3, failedAt: hours(1) });
    await countSends(house.engine, [sendRow({ kind: "unreachable" })]);
    expect((await remembered()).facts).toMatchObject({ failuresInARow: 3, failedAt: hours(1) });
    await countSends(house.engine, [failed, sendRow(), later]);
    expect((await remembered()).facts).toMatchObject({ failuresInARow: 1 });
    await countSends(house.engine, [sendRow()]);
    expect((await remembered()).facts).toMatchObject({ failuresInARow: 0, failedAt: null });
  });
});

describe("hearing from people", () => {
  const heard = (at: Date, person = "+14155550123") => ({ tenantId, senderId, person, at });

  it("answers what was sent before, once, on the number's own day", async () => {
    await countSends(house.engine, [sendRow(), sendRow()]);
    await countHeard(house.engine, [heard(hours(1)), heard(hours(2))]);
    await countHeard(house.engine, [heard(hours(2))]);
    expect(await chat()).toMatchObject({ unanswered: 0, last_heard_at: hours(2), answered_at: hours(2) });
    const { facts } = await remembered();
    const answered = facts.days.reduce((sum, day) => sum + day.answered, 0);
    expect(answered).toBe(1);
    expect(facts.days.find((day) => day.answered === 1)?.day).toBe(dayOf(hours(2), zone));
  });

  it("knows who writes first, whose word answers nothing", async () => {
    await countHeard(house.engine, [heard(hours(-2))]);
    await countSends(house.engine, [sendRow()]);
    await countHeard(house.engine, [heard(hours(-1))]);
    expect(await chat()).toMatchObject({ unanswered: 1, last_heard_at: hours(-1), answered_at: null });
    expect((await remembered()).facts.days[0]).toMatchObject({ answered: 0 });
  });

  it("loses nothing when both sides speak at once", async () => {
    const everybody = people(20);
    const key = { tenant_id: tenantId, sender_id: senderId, at: hours(1).toISOString() };
    const work = everybody.flatMap((person, n) => [
      countSends(
        house.engine,
        everybody.slice(n).map((each) => sendRow({ person: each })),
      ),
      countHeard(
        house.engine,
        everybody.slice(0, n).map((each) => heard(hours(1), each)),
      ),
      countDelivered(
        house.engine,
        [person, ...everybody].map((each) => ({ ...key, person: each })),
      ),
    ]);
    await Promise.all(work);
    expect((await remembered()).facts.days.reduce((sum, day) => sum + day.sent, 0)).toBe(210);
  });
});

it("knows which chats never received the last message, when a day has passed", async () => {
  const old = people(5).map((person) => sendRow({ person, at: hours(-30).toISOString() }));
  await countSends(house.engine, [...old, sendRow({ person: "+14155559999" })]);
  const key = { tenant_id: tenantId, sender_id: senderId, at: hours(-29).toISOString() };
  await countDelivered(
    house.engine,
    people(3).map((person) => ({ ...key, person })),
  );
  expect((await remembered()).facts.older).toEqual({ chats: 5, undelivered: 2 });
  expect(await chat(people(1)[0])).toMatchObject({ delivered_at: hours(-29) });
});

it("keeps the provider's last word about new chats", async () => {
  await lockNewChats(house.engine, [tenantId, senderId, now, hours(5)]);
  await lockNewChats(house.engine, [tenantId, senderId, hours(1), hours(9)]);
  expect((await remembered()).facts.newChatsLock).toEqual({ since: now, until: hours(9) });
  await lockNewChats(house.engine, [tenantId, senderId, hours(2), null]);
  expect((await remembered()).facts.newChatsLock).toBeNull();
});

it("counts disconnects and bans", async () => {
  const key = { tenant_id: tenantId, sender_id: senderId, day: today };
  await countTroubles(house.engine, [
    { ...key, kind: "disconnect" },
    { ...key, kind: "ban" },
    { ...key, kind: "disconnect" },
  ]);
  expect((await remembered()).facts.days[0]).toMatchObject({ disconnects: 2, bans: 1 });
});

it("shows a tenant nothing of another tenant's numbers", async () => {
  await countSends(house.engine, [sendRow({ kind: "refused" }), sendRow()]);
  const other = (await house.tenant()).id;
  const read = await house.app.asTenants([other], (tx) =>
    readRemembered(tx, [{ tenantId, senderId, zone }], now),
  );
  expect(read.get(senderId)?.facts.days).toEqual([]);
  await expect(house.app.asTenants([other], (tx) => countSends(tx, [sendRow()]))).rejects.toThrow(
    /row-level security/,
  );
});

it("reads many numbers at once, also one nothing is known of", async () => {
  const other = await addSender(tenantId);
  await countSends(house.engine, [sendRow()]);
  const keys = [senderId, other].map((id) => ({ tenantId, senderId: id, zone }));
  const read = await readRemembered(house.engine, keys, now);
  expect(read.get(senderId)?.facts.days).toHaveLength(1);
  expect(read.get(other)).toMatchObject({ facts: { days: [], failuresInARow: 0 }, texts: new Map() });
});

it("keeps what each lane waits for, the last word of it", async () => {
  const key = { tenant_id: tenantId, sender_id: senderId };
  await writeRests(house.engine, [{ ...key, until: hours(1).toISOString(), code: "cadence", text: "waits" }]);
  await writeRests(house.engine, [{ ...key, until: hours(2).toISOString(), code: "breaker", text: "stops" }]);
  const { rows } = await house.engine.query("select * from sender_rest where tenant_id = $1", [tenantId]);
  expect(rows).toEqual([{ ...key, until: hours(2), code: "breaker", text: "stops" }]);
});

it("throws away days and texts that nothing looks at any more, and only those", async () => {
  const [old, kept] = ["2020-01-01", today];
  await countSends(house.engine, [
    sendRow({ day: old, fingerprint: text }),
    sendRow({ day: kept, fingerprint: text }),
  ]);
  expect(await pruneSenderDays(house.engine, [10])).toHaveLength(1);
  expect(await pruneSenderTexts(house.engine, [10])).toHaveLength(1);
  expect((await remembered()).facts.days.map((day) => day.day)).toEqual([kept]);
});
