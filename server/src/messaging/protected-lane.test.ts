// A protected number on a real database: what it sends, what it holds back, what it remembers, what it tells.

import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../kernel/clock.ts";
import type { Tx } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { countHeard } from "../senders/index.ts";
import {
  accept,
  harness,
  type Lane,
  newMessage,
  protectedBy,
  runAccepting,
  runDispatcher,
  storyOf,
  useDispatchers,
} from "./harness.ts";
import type { LaneProtection } from "./dispatch/protected-lane.ts";
import { createLaneStore } from "./lane-store.ts";
import type { NewMessage } from "./store/accept.ts";
import { releaseHeld } from "./store/hold.ts";
import { readAttempts } from "./store/read.ts";

useDispatchers();

const within = { timeout: 15_000 };
/** With this protection, one message at a time. */
const run = (lane: Lane, protection: LaneProtection, clock = systemClock) =>
  runAccepting(harness, [{ ...lane, inFlightMax: 1, protection }], { clock });

async function waitOf(lane: Lane, id: string): Promise<{ reason: unknown; until: unknown }> {
  const { timeline } = await storyOf(harness, lane, id);
  const detail = timeline.findLast(({ type }) => type === "waiting")?.detail;
  return { reason: detail?.["reason"], until: detail?.["until"] };
}

function stranger(n: number): string {
  return `+1415555${1000 + n}`;
}

describe("a protected number", () => {
  test("writes to as many strangers as its budget has, and holds the rest back until the morning", async () => {
    const lane = await harness.tenant();
    const caps = { perDay: 100, newChatsPerDay: 3, warmUp: [] };
    const running = await run(lane, protectedBy({ caps }));
    const messages = Array.from({ length: 30 }, (_, n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(running.sent).toEqual([0, 1, 2].map(stranger)), within);
    const held = async (): Promise<number> => {
      const { rows } = await harness.engine.query<{ count: number }>(
        "select count(*)::int as count from lane_entry where tenant_id = $1 and due_at > now()",
        [lane.tenantId],
      );
      return rows[0]?.count ?? 0;
    };
    await vi.waitFor(async () => expect(await held()).toBe(27), within);
    await running.stop();
    const { reason, until } = await waitOf(lane, messages[29]!.id);
    expect(reason).toMatch(/^until tomorrow 06:00: 3 new chats a day reached$|^until 06:00: 3 new chats/);
    expect(new Date(String(until)).getTime()).toBeGreaterThan(Date.now());
    expect(running.errors).toEqual([]);
  });

  test("answers a stranger who writes, whom it had put off until the morning", async () => {
    const lane = await harness.tenant();
    const caps = { perDay: 100, newChatsPerDay: 0, warmUp: [] };
    const running = await run(lane, protectedBy({ caps }));
    const messages = [0, 1].map((n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    for (const { id } of messages) {
      await vi.waitFor(
        async () => expect((await waitOf(lane, id)).reason).toMatch(/new chats a day/),
        within,
      );
    }
    const who = { tenant_id: lane.tenantId, sender_id: lane.senderId, person: stranger(1) };
    await harness.engine.transaction(async (tx) => {
      await countHeard(tx, [
        { tenantId: lane.tenantId, senderId: lane.senderId, person: stranger(1), at: new Date() },
      ]);
      await releaseHeld(tx, [who]);
    });
    await vi.waitFor(() => expect(running.sent).toEqual([stranger(1)]), within);
    await running.stop();
  });

  test("puts nobody off who writes at the moment they are decided about, whoever comes first", async () => {
    const lane = await harness.tenant();
    const store = createLaneStore(harness.engine, {
      newId: createIdMaker(Date.now),
      random: () => 0.5,
    });
    const messages = [0, 1].map((n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const putOff = ({ tenant_id, sender_id, recipient, id }: NewMessage): Promise<void> =>
      store.protected.defer([
        { tenant_id, sender_id, recipient, id, heard_at: null, until, code: "new_chat_budget", text: "" },
      ]);
    const hear = async (tx: Tx, { tenant_id, sender_id, recipient }: NewMessage): Promise<void> => {
      await countHeard(tx, [{ tenantId: tenant_id, senderId: sender_id, person: recipient, at: new Date() }]);
      await releaseHeld(tx, [{ tenant_id, sender_id, person: recipient }]);
    };
    const [heardFirst, decidedFirst] = [messages[0]!, messages[1]!];
    let deciding = Promise.resolve();
    await harness.engine.transaction(async (tx) => {
      await hear(tx, heardFirst);
      deciding = putOff(heardFirst);
      await vi.waitFor(async () => {
        const { rows } = await harness.engine.query(
          `select from pg_locks join pg_database on pg_database.oid = pg_locks.database
           where locktype = 'advisory' and not granted and datname = current_database()`,
        );
        expect(rows).toHaveLength(1);
      }, within);
    });
    await deciding;
    await putOff(decidedFirst);
    await harness.engine.transaction((tx) => hear(tx, decidedFirst));
    const { rows } = await harness.engine.query(
      "select from lane_entry where tenant_id = $1 and due_at > now()",
      [lane.tenantId],
    );
    expect(rows).toHaveLength(0);
  });

  test("stops at its cap, says so on every message that waits, and lets a login code pass", async () => {
    const lane = await harness.tenant();
    const running = await run(lane, protectedBy({ caps: { perDay: 2, newChatsPerDay: 100, warmUp: [] } }));
    const messages = Array.from({ length: 5 }, (_, n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    await vi.waitFor(
      async () => expect((await waitOf(lane, messages[4]!.id)).reason).toMatch(/: daily cap of 2 reached$/),
      within,
    );
    await accept(harness, [
      newMessage(lane, { class: 0, category: "authentication", recipient: stranger(9) }),
    ]);
    running.dispatcher.wake([lane.shard]);
    await vi.waitFor(() => expect(running.sent).toEqual([0, 1, 9].map(stranger)), within);
    await running.stop();
  });

  test("reckons its days by the database's clock, not by its process's", async () => {
    const lane = await harness.tenant();
    const clock = { ...systemClock, now: () => new Date(Date.now() + 36 * 3_600_000) };
    const protection = protectedBy({ caps: { perDay: 1, newChatsPerDay: 100, warmUp: [] } });
    const running = await run(lane, protection, clock);
    const messages = [0, 1].map((n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    await vi.waitFor(
      async () => expect((await waitOf(lane, messages[1]!.id)).reason).toMatch(/: daily cap of 1 reached$/),
      within,
    );
    await running.stop();
    const { until } = await waitOf(lane, messages[1]!.id);
    expect(Date.parse(String(until)) - Date.now()).toBeLessThan(25 * 3_600_000);
  });

  test("counts what it sent, so that the next owner of the lane goes on where this one stopped", async () => {
    const lane = await harness.tenant();
    const running = await run(lane, protectedBy({}));
    await accept(
      harness,
      [0, 1, 1].map((n) => newMessage(lane, { recipient: stranger(n) })),
    );
    running.dispatcher.wake(null);
    await vi.waitFor(async () => {
      const { rows } = await harness.engine.query(
        `select d.sent, d.new_chats, (select max(unanswered) from chat where tenant_id = $1) as unanswered
           from sender_day d where d.tenant_id = $1`,
        [lane.tenantId],
      );
      // The second message to one person waits for the gap between two messages to them.
      expect(rows).toEqual([{ sent: 2, new_chats: 2, unanswered: 1 }]);
    }, within);
    await running.stop();
    expect(running.sent).toEqual([0, 1].map(stranger));
  });

  test("writes the pause between two messages down on the second", async () => {
    const lane = await harness.tenant();
    const cadence = { medianMs: 1_500, sigma: 0, leastMs: 1_500, mostMs: 1_500 };
    const running = await run(lane, protectedBy({ cadence }));
    const messages = [0, 1].map((n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(running.sent).toHaveLength(2), within);
    await running.stop();
    const [attempt] = await readAttempts(harness.engine, [lane.tenantId, messages[1]!.id]);
    expect(attempt?.waited).toEqual({ code: "cadence", text: "waits 2 s: cadence" });
    const [first] = await readAttempts(harness.engine, [lane.tenantId, messages[0]!.id]);
    expect(first?.waited).toBeNull();
  });

  test("that failed again and again rests, and the failures are remembered", async () => {
    const lane = await harness.tenant();
    const breaker = { failures: 2, firstMs: 60_000, mostMs: 60_000 };
    let tries = 0;
    const error = { code: "request_rejected", providerCode: null, detail: "" } as const;
    const running = await runDispatcher(
      harness,
      [{ ...lane, inFlightMax: 1, protection: protectedBy({ breaker }) }],
      async () => {
        tries += 1;
        return { kind: "refused", error };
      },
    );
    const messages = Array.from({ length: 6 }, (_, n) => newMessage(lane, { recipient: stranger(n) }));
    await accept(harness, messages);
    running.dispatcher.wake(null);
    await vi.waitFor(
      async () => expect((await waitOf(lane, messages[5]!.id)).reason).toMatch(/: 2 failures in a row$/),
      within,
    );
    await running.stop();
    expect(tries).toBe(2);
    const { rows } = await harness.engine.query(
      "select failures_in_a_row from sender_trouble where tenant_id = $1",
      [lane.tenantId],
    );
    expect(rows).toEqual([{ failures_in_a_row: 2 }]);
  });
});
