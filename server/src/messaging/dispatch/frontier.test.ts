// A lane's frontier: what it skips is what is gone, and beside a backup a claim reads no more than without one.

import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { createDatabase } from "../../kernel/db.ts";
import {
  harness,
  insertMessages,
  type Lane,
  newId,
  newMessage,
  newMessages,
  useHarness,
} from "../harness.ts";
import { type Claimed, claimMessages, type LaneAllowance, recordOutcomes } from "../store/dispatch.ts";
import { fromFrontiers, moveFrontiers, nowhere, type Reach, restWhole } from "./frontier.ts";

useHarness();

const node = newId();
beforeAll(async () => {
  await harness.engine.query(
    "insert into node (id, host, until) values ($1, 'test', now() + interval '1 hour')",
    [node],
  );
  await harness.engine.query("update unit set owner = $1, epoch = 3", [node]);
});

function allowanceOf({ tenantId: tenant_id, senderId: sender_id, shard }: Lane, most = 10): LaneAllowance {
  return { tenant_id, sender_id, shard, epoch: "3", normal: most, urgent: most };
}

/** As much of a lane as its frontier is about; `after` is what it asks for while it is not to be read whole. */
function laneWith(lane: Lane): { lanes: Map<string, Reach>; after(): LaneAllowance } {
  const lanes = new Map([[lane.senderId, { frontier: nowhere, wholeAt: 1 }]]);
  return { lanes, after: () => fromFrontiers([allowanceOf(lane)], lanes, 0)[0] ?? allowanceOf(lane) };
}

const at = (secondsAgo: number): string => new Date(Date.now() - secondsAgo * 1_000).toISOString();

test("each lane is read whole while that is quick, and for a twentieth of the time when it is not", async () => {
  const [one, other] = [await harness.tenant(), await harness.tenant()];
  const working = (): Reach => ({ frontier: nowhere, wholeAt: 0 });
  const lanes = new Map([one, other].map(({ senderId }) => [senderId, working()]));
  const isWhole = (lane: Lane, now: number): boolean =>
    fromFrontiers([allowanceOf(lane)], lanes, now)[0]?.after === undefined;
  const slow = (tookMs: number): void => restWhole([allowanceOf(one)], lanes, { now: 0, tookMs });

  slow(25);
  expect(isWhole(one, 0)).toBe(true);
  slow(100);
  expect([isWhole(one, 1_999), isWhole(one, 2_000), isWhole(other, 0)]).toEqual([false, true, true]);
  slow(10_000);
  expect([isWhole(one, 29_999), isWhole(one, 30_000)]).toEqual([false, true]);
  // What was not read whole says nothing of how long that takes.
  restWhole(fromFrontiers([allowanceOf(one)], lanes, 0), lanes, { now: 50_000, tookMs: 100 });
  expect(isWhole(one, 30_000)).toBe(true);
});

describe("a frontier", () => {
  test("is the place of what was claimed last, of each class", async () => {
    const lane = await harness.tenant();
    const { lanes, after } = laneWith(lane);
    const told = (messageClass: Claimed["class"], due_at: string, id: string): void =>
      moveFrontiers(lanes, [{ sender_id: lane.senderId, class: messageClass, due_at, id } as Claimed]);
    expect(after().after).toEqual([null, null, null]);
    told(1, "2026-01-02", "a");
    told(2, "2026-01-01", "b");
    expect(after().after).toEqual([
      null,
      { due_at: "2026-01-02", id: "a" },
      { due_at: "2026-01-01", id: "b" },
    ]);
    told(1, "2026-01-01", "c");
    expect(after().after?.[1]).toEqual({ due_at: "2026-01-01", id: "c" });
  });

  test("what lies before it waits for a claim of the whole lane, and is all found then", async () => {
    const lane = await harness.tenant();
    const { lanes, after } = laneWith(lane);
    await insertMessages(harness.engine, [newMessage(lane, { due_at: at(60) })]);
    moveFrontiers(lanes, await claimMessages(harness.engine, node, [after()]));
    const people = Array.from({ length: 4 }, (_, n) => `+1415555012${4 + n}`);
    const early = people.slice(0, 2).map((recipient) => newMessage(lane, { due_at: at(90), recipient }));
    const late = newMessage(lane, { due_at: at(30), recipient: people[2]! });
    const code = newMessage(lane, { due_at: at(90), recipient: people[3]!, class: 0 });
    await insertMessages(harness.engine, [...early, late, code]);
    const claim = async (allowance: LaneAllowance): Promise<string[]> => {
      const claimed = await claimMessages(harness.engine, node, [allowance]);
      moveFrontiers(lanes, claimed);
      return claimed.map(({ id }) => id);
    };
    expect(await claim(after())).toEqual([code.id, late.id]);
    const first = await claim(allowanceOf(lane, 1));
    const second = await claim(after());
    expect([first.length, [...first, ...second].toSorted()]).toEqual([
      1,
      early.map(({ id }) => id).toSorted(),
    ]);
  });

  test("does not hide what is committed later and was due a moment earlier", async () => {
    const lane = await harness.tenant();
    const { lanes, after } = laneWith(lane);
    await insertMessages(harness.engine, [newMessage(lane)]);
    moveFrontiers(lanes, await claimMessages(harness.engine, node, [after()]));
    const late = newMessage(lane, { due_at: at(1), recipient: "+14155550125" });
    await insertMessages(harness.engine, [late]);
    expect((await claimMessages(harness.engine, node, [after()])).map(({ id }) => id)).toEqual([late.id]);
  });
});

/** Claims and settles them, and answers how many were there. */
async function sendSome(allowance: LaneAllowance): Promise<Claimed[]> {
  const claimed = await claimMessages(harness.engine, node, [allowance]);
  const rows = claimed.map((message) => ({
    tenant_id: message.tenant_id,
    message_id: message.id,
    number: message.tries,
    epoch: message.epoch,
    attempt: "accepted" as const,
    provider_message_id: `wamid.${message.id}`,
    error: null,
    status: "sent" as const,
    lane_state: null,
    due_in_ms: null,
    attention: null,
    counts: true,
  }));
  await recordOutcomes(harness.engine, rows);
  return claimed;
}

test("beside a backup a claim from the frontier does not read what was sent since it began", async () => {
  const lane = await harness.tenant();
  const { lanes, after } = laneWith(lane);
  const owner = new pg.Client({ connectionString: harness.url });
  await owner.connect();
  try {
    await owner.query("begin isolation level repeatable read");
    await owner.query("select count(*) from message");
    const count = 2_000;
    const due_at = at(60);
    const messages = newMessages(lane, count, count).map((message) => ({ ...message, due_at }));
    await insertMessages(harness.engine, messages);
    for (let sent = 0; sent < count;) {
      const claimed = await sendSome({ ...after(), normal: 500, urgent: 500 });
      moveFrontiers(lanes, claimed);
      sent += claimed.length;
    }
    const whole = await entriesRead(allowanceOf(lane));
    const bounded = await entriesRead(after());
    expect(whole).toBeGreaterThanOrEqual(count);
    expect(bounded).toBeLessThan(20);
  } finally {
    await owner.end();
  }
});

/** How many places of the index of due messages a claim looks at. Of one connection, which tells when it is asked. */
async function entriesRead(allowance: LaneAllowance): Promise<number> {
  const onError = (): void => undefined;
  const { url } = harness;
  const db = createDatabase({ url, role: "waypost_engine", connectionsMax: 1, byIndex: true, onError });
  const read = async (): Promise<number> => {
    await db.query("select pg_stat_force_next_flush()");
    const { rows } = await db.query<{ read: number }>(
      `select idx_tup_read::int as read from pg_stat_user_indexes where indexrelname = 'lane_entry_due'`,
    );
    return rows[0]?.read ?? 0;
  };
  try {
    const before = await read();
    await claimMessages(db, node, [allowance]);
    return (await read()) - before;
  } finally {
    await db.close();
  }
}
