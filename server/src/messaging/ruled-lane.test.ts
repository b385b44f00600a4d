// A tenant's sending rules at the claim, on a real database: who is written to, who waits until when, who is left out.

import { describe, expect, test, vi } from "vitest";
import { judgeHours } from "../audience/index.ts";
import { changesIn, changingZones, shownAt } from "../audience/consent/testing/clock-changes.ts";
import { putOffRow } from "./dispatch/claim-ruled.ts";
import { rule } from "./dispatch/ruling.ts";
import {
  accept,
  accepted,
  harness,
  type Lane,
  newId,
  newMessage,
  protectedBy,
  runAccepting,
  runDispatcher,
  storyOf,
  useDispatchers,
} from "./harness.ts";
import { createLaneStore } from "./lane-store.ts";
import { lookAgainJob } from "./look-again.ts";
import type { NewMessage } from "./store/accept.ts";
import { claimMessages } from "./store/dispatch.ts";

useDispatchers();

const within = { timeout: 15_000 };
const hourMs = 3_600_000;

type Settings = { quiet?: object; caps?: object[]; own?: boolean };

async function set({ tenantId }: Lane, { quiet, caps = [], own = false }: Settings): Promise<void> {
  await harness.engine.query(
    `insert into consent_setting (tenant_id, quiet_hours, frequency_caps, own_quiet_hours, rules_version)
     values ($1, $2, $3, $4, 1)
     on conflict (tenant_id) do update set quiet_hours = excluded.quiet_hours,
       frequency_caps = excluded.frequency_caps, rules_version = consent_setting.rules_version + 1`,
    [tenantId, quiet === undefined ? null : JSON.stringify(quiet), JSON.stringify(caps), own],
  );
}

const run = (...lanes: Lane[]) => runAccepting(harness, lanes);

function offer(lane: Lane, recipient: string, more: Partial<NewMessage> = {}): NewMessage {
  return newMessage(lane, { category: "marketing", class: 2, recipient, ...more });
}

/** A person with these numbers. */
async function know(lane: Lane, phones: readonly string[], zone: string | null = null): Promise<void> {
  const id = newId();
  await harness.engine.query("insert into contact (tenant_id, id, time_zone) values ($1, $2, $3)", [
    lane.tenantId,
    id,
    zone,
  ]);
  await harness.engine.query(
    `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     select $1, 'phone', '', phone, $2, '', 'test', now() from unnest($3::text[]) as phone`,
    [lane.tenantId, id, phones],
  );
}

type Waiting = { id: string; status: string; due_at: Date };

async function waiting(lane: Lane): Promise<Waiting[]> {
  const { rows } = await harness.engine.query<Waiting>(
    "select message_id as id, status, due_at from lane_entry where tenant_id = $1 order by message_id",
    [lane.tenantId],
  );
  return rows;
}

/** Quiet for an hour around now where it is this many hours later than at Greenwich. */
function quietAround(now: Date, offset: number): { from: string; to: string } {
  const shown = (ms: number): string =>
    new Date(now.getTime() + offset * hourMs + ms).toISOString().slice(11, 16);
  return { from: shown(-hourMs), to: shown(hourMs) };
}

const [nairobi, tokyo] = ["+254711000001", "+819012345678"];

describe("quiet hours", () => {
  test("hold marketing to who sleeps, and let everything else and everybody else be", async () => {
    const lane = await harness.tenant();
    const quiet = quietAround(new Date(), 3);
    await set(lane, { quiet });
    await know(lane, ["+15550100001"], "Africa/Nairobi");
    const held = [offer(lane, nairobi), offer(lane, "+15550100001")];
    const free = [
      offer(lane, tokyo),
      newMessage(lane, { recipient: nairobi }),
      newMessage(lane, { recipient: nairobi, category: "service" }),
      newMessage(lane, { recipient: nairobi, category: "authentication", class: 0 }),
    ];
    await accept(harness, [...held, ...free]);
    const running = await run(lane);
    await vi.waitFor(() => expect(running.sent).toHaveLength(free.length), within);
    await vi.waitFor(async () => {
      const rows = await waiting(lane);
      expect(rows.map(({ id }) => id)).toEqual(held.map(({ id }) => id));
      for (const { due_at } of rows) expect(due_at.getTime()).toBeGreaterThan(Date.now());
    }, within);
    await running.stop();
    expect(running.errors).toEqual([]);
    for (const { due_at } of await waiting(lane)) expect(shownAt(due_at, "Africa/Nairobi")).toBe(quiet.to);
    const { timeline } = await storyOf(harness, lane, held[0]!.id);
    expect(timeline.at(-1)).toMatchObject({
      type: "waiting",
      detail: {
        reason: expect.stringMatching(/^quiet hours where the person is: until .* Africa\/Nairobi$/),
      },
    });
  });

  test("that hold an order's news do not hold an answer to the same person behind it", async () => {
    const lane = await harness.tenant();
    await set(lane, { quiet: { ...quietAround(new Date(), 3), categories: ["utility"] } });
    const news = newMessage(lane, { recipient: nairobi });
    await accept(harness, [news]);
    const running = await run(lane);
    await vi.waitFor(async () => expect((await waiting(lane))[0]?.status).toBe("scheduled"), within);
    await accept(harness, [newMessage(lane, { recipient: nairobi, category: "service" })]);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(running.sent).toEqual([nairobi]), within);
    await running.stop();
    expect((await storyOf(harness, lane, news.id)).timeline.at(-1)?.detail?.["reason"]).toMatch(
      /^quiet hours/,
    );
  });

  test("of a message itself count in place of its tenant's", async () => {
    const lane = await harness.tenant();
    await set(lane, { own: true });
    const [asleep, awake, anyHour] = [offer(lane, nairobi), offer(lane, tokyo), offer(lane, "+254711000002")];
    await accept(harness, [asleep, awake, anyHour]);
    const own = (id: string, hours: object) =>
      harness.engine.query("update message set quiet_hours = $3 where tenant_id = $1 and id = $2", [
        lane.tenantId,
        id,
        JSON.stringify(hours),
      ]);
    await own(asleep.id, quietAround(new Date(), 3));
    await own(awake.id, quietAround(new Date(), 3));
    await own(anyHour.id, {});
    const running = await run(lane);
    await vi.waitFor(() => expect(running.sent.toSorted()).toEqual(["+254711000002", tokyo]), within);
    await vi.waitFor(
      async () => expect((await waiting(lane)).map(({ due_at }) => due_at > new Date())).toEqual([true]),
      within,
    );
    await running.stop();
  });

  test("end what would come too late, with the reason", async () => {
    const lane = await harness.tenant();
    await set(lane, { quiet: quietAround(new Date(), 3) });
    const late = offer(lane, nairobi, { expires_at: new Date(Date.now() + 0.5 * hourMs).toISOString() });
    await accept(harness, [late]);
    const running = await run(lane);
    await vi.waitFor(
      async () => expect((await storyOf(harness, lane, late.id)).row.status).toBe("skipped"),
      within,
    );
    await running.stop();
    const { row, timeline } = await storyOf(harness, lane, late.id);
    expect(row.error).toMatchObject({ code: "quiet_hours" });
    expect(timeline.at(-1)).toMatchObject({
      type: "skipped",
      detail: { reason: expect.stringContaining("its time to live ends before that") },
    });
    expect(running.sent).toEqual([]);
  });

  test("hold on a protected number as well, beside its own rules", async () => {
    const lane = await harness.tenant();
    await set(lane, { quiet: quietAround(new Date(), 3) });
    await accept(harness, [offer(lane, nairobi), offer(lane, tokyo)]);
    const running = await run({ ...lane, inFlightMax: 1, protection: protectedBy({}) });
    await vi.waitFor(() => expect(running.sent).toEqual([tokyo]), within);
    await vi.waitFor(
      async () => expect((await waiting(lane))[0]?.due_at.getTime()).toBeGreaterThan(Date.now()),
      within,
    );
    await running.stop();
    expect(running.errors).toEqual([]);
  });

  test("are over in the database at the very minute, in twelve zones at both changes of their clocks", async () => {
    const lane = await harness.tenant();
    const rules = {
      quietHours: { from: "21:00", to: "02:30", categories: ["marketing"], zone: "UTC" },
      caps: [],
    } as const;
    const store = createLaneStore(harness.engine, { newId, random: () => 0.5 });
    const people = changingZones.map((zone, n) => ({
      zone,
      phone: `+15550101${100 + n}`,
      changes: changesIn(2026, zone),
    }));
    for (const { zone, phone } of people) await know(lane, [phone], zone);
    const messages = people.map(({ phone }) => offer(lane, phone));
    await accept(harness, messages);
    for (const change of [0, 1]) {
      for (const hours of [-5, -1, 0, 2]) {
        const asked = people.map(({ zone, phone, changes }, n) => ({
          now: new Date((changes[change]?.getTime() ?? 0) + hours * hourMs),
          row: { tenant_id: lane.tenantId, sender_id: lane.senderId, recipient: phone, id: messages[n]!.id },
          zone,
        }));
        for (const { now, row, zone } of asked) {
          const ruling = await store.ruled.within([], (look) => rule(look, [{ ...row, rules }], now));
          const verdict = ruling.of(row);
          const intention = {
            category: "marketing",
            zones: [zone],
            expiresAt: null,
            ownHours: null,
          } as const;
          expect([zone, verdict]).toEqual([zone, judgeHours(rules, intention, now)]);
          if (verdict.kind !== "wait") continue;
          await store.ruled.putOff([putOffRow(row, verdict)]);
          const due = (await waiting(lane)).find(({ id }) => id === row.id)?.due_at ?? now;
          expect([zone, due]).toEqual([zone, verdict.until]);
          expect([zone, shownAt(due, zone) >= "02:30" && shownAt(due, zone) < "21:00"]).toEqual([zone, true]);
          const before = shownAt(new Date(due.getTime() - 60_000), zone);
          expect([zone, before < "02:30" || before >= "21:00"]).toEqual([zone, true]);
        }
      }
    }
  });
});

test("what rules held back leaves once they hold it back no more, and what was scheduled keeps its time", async () => {
  const lane = await harness.tenant();
  await set(lane, { quiet: quietAround(new Date(), 3), caps: [{ most: 1, days: 30 }] });
  const later = new Date(Date.now() + 24 * hourMs).toISOString();
  const scheduled = offer(lane, tokyo, { status: "scheduled", due_at: later });
  await accept(harness, [offer(lane, nairobi), offer(lane, tokyo), offer(lane, tokyo), scheduled]);
  const running = await run(lane);
  await vi.waitFor(async () => {
    const ahead = (await waiting(lane)).filter(({ due_at }) => due_at.getTime() > Date.now());
    expect([running.sent, ahead.length]).toEqual([[tokyo], 3]);
  }, within);
  await set(lane, { caps: [{ most: 2, days: 30 }] });
  await running.dispatcher.refresh(null);
  await lookAgainJob({ db: harness.engine }).run();
  running.dispatcher.wake(null);
  await vi.waitFor(() => expect(running.sent.toSorted()).toEqual([nairobi, tokyo, tokyo]), within);
  await running.stop();
  expect(await waiting(lane)).toMatchObject([{ id: scheduled.id, due_at: new Date(later) }]);
  const { rows } = await harness.engine.query(
    "select released_version = rules_version as done from consent_setting where tenant_id = $1",
    [lane.tenantId],
  );
  expect(rows).toEqual([{ done: true }]);
});

describe("a frequency cap", () => {
  const cap = { most: 2, days: 7 };

  test("lets so many leave to one person, by whichever of their numbers and through whichever sender", async () => {
    const lane = await harness.tenant();
    await set(lane, { caps: [cap] });
    const phones = ["+254711000003", "+254711000004"];
    await know(lane, phones);
    const second = await anotherSender(lane);
    const many = Array.from({ length: 12 }, (_, n) => offer(n % 2 ? lane : second, phones[n % 3 ? 0 : 1]!));
    await accept(harness, many);
    const [one, two] = [await run(lane, second), await run(lane, second)];
    await vi.waitFor(async () => {
      const due = (await waiting(lane)).map(({ due_at }) => due_at.getTime() - Date.now());
      expect(due).toHaveLength(10);
      expect(Math.min(...due)).toBeGreaterThan(6.9 * 24 * hourMs);
    }, within);
    expect(one.sent.length + two.sent.length).toBe(2);
    await Promise.all([one.stop(), two.stop()]);
    const [held] = await waiting(lane);
    expect((await storyOf(harness, lane, held!.id)).timeline.at(-1)?.detail?.["reason"]).toBe(
      "the person had 2 in 7 days",
    );
  });

  test("skips what is over it where the tenant wants that, and counts nothing but what left", async () => {
    const lane = await harness.tenant();
    await set(lane, { caps: [{ ...cap, over: "skip" }] });
    const person = "+254711000005";
    const failing = offer(lane, person);
    const refused = {
      code: "recipient_undeliverable",
      providerCode: null,
      detail: "no such person",
    } as const;
    const sent: string[] = [];
    const running = await runDispatcher(harness, [lane], async ({ correlation }) => {
      sent.push(correlation);
      return correlation.startsWith(failing.id)
        ? { kind: "refused", error: refused }
        : accepted(`wamid.${correlation}`);
    });
    const rest = [offer(lane, person), offer(lane, person), offer(lane, person)];
    await accept(harness, [failing, ...rest]);
    running.dispatcher.wake(null);
    await vi.waitFor(async () => {
      const all = await Promise.all([failing, ...rest].map(({ id }) => storyOf(harness, lane, id)));
      expect(all.map(({ row }) => row.status)).toEqual(["failed", "sent", "sent", "skipped"]);
    }, within);
    await running.stop();
    expect(sent).toHaveLength(3);
    expect((await storyOf(harness, lane, rest[2]!.id)).row.error).toMatchObject({
      code: "frequency_capped",
      detail: "the person had 2 in 7 days",
    });
  });

  test("leaves a tenant alone whose messages somebody else is claiming, and takes them a moment later", async () => {
    const lane = await harness.tenant();
    await set(lane, { caps: [cap] });
    const store = createLaneStore(harness.engine, { newId, random: () => 0.5 });
    const ours = (capped: string[]) =>
      store.ruled.within(capped, async (_look, isOurs) => capped.map((tenantId) => isOurs(tenantId)));
    await store.ruled.within([lane.tenantId], async (_look, isOurs) => {
      expect(isOurs(lane.tenantId)).toBe(true);
      expect(await ours([lane.tenantId])).toEqual([false]);
    });
    expect(await ours([lane.tenantId])).toEqual([true]);
  });
});

test("a rule that was just set holds for lanes that have not heard of it", async () => {
  const lane = await harness.tenant();
  await accept(harness, [offer(lane, nairobi)]);
  const running = await run();
  const { rows } = await harness.engine.query<{ epoch: string; owner: string }>(
    "select epoch, owner from unit where id = $1",
    [`shard-${lane.shard}`],
  );
  const { epoch, owner } = rows[0]!;
  const place = { tenant_id: lane.tenantId, sender_id: lane.senderId, shard: lane.shard };
  const claim = (version: number) =>
    claimMessages(harness.engine, owner, [{ ...place, epoch, normal: 5, urgent: 5, rules: version }]);
  await set(lane, { quiet: quietAround(new Date(), 3) });
  expect(await claim(0)).toEqual([]);
  expect(await claim(1)).toHaveLength(1);
  await running.stop();
});

async function anotherSender(lane: Lane): Promise<Lane> {
  const senderId = newId();
  const shard = lane.shard + 1;
  await harness.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'back office', 'memory', 'test', '+15550100009', $3, 1000, 1000)`,
    [lane.tenantId, senderId, shard],
  );
  return { ...lane, senderId, shard };
}
