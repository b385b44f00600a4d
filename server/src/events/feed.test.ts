// The stream over a real database: everything once and in order, though transactions end in another one.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createDatabase, type Database } from "../kernel/db.ts";
import { type Listener, startListener } from "../kernel/listener.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { createFeed, type Feed } from "./feed.ts";
import type { Ending, Follower } from "./follower.ts";

let database: TestDatabase;
let engine: Database;
let feed: Feed;
let listener: Listener;
let failures: Error[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const onError = (error: Error): void => void failures.push(error);
  engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 4, onError });
  feed = createFeed({ engine, onError });
  listener = await startListener({
    url: database.url,
    role: "waypost_engine",
    channels: ["events"],
    onNotice: (_channel, payload) => feed.nudge(payload),
    onConnect: () => undefined,
    onError,
  });
});
afterAll(async () => {
  await feed?.stop();
  await listener?.close();
  await engine?.close();
  await database?.drop();
});
afterEach(() => {
  expect(failures).toEqual([]);
  failures = [];
});

/** A connection of its own that begins, tells and ends when the test says so. */
async function writer(): Promise<{
  tell(tenant: string, count?: number): Promise<number[]>;
  end(how?: string): Promise<void>;
}> {
  const client = new pg.Client({ connectionString: database.url, options: "-c role=waypost_engine" });
  await client.connect();
  onTestFinished(() => client.end());
  let isOpen = false;
  return {
    tell: async (tenant, count = 1) => {
      if (!isOpen) await client.query("begin");
      isOpen = true;
      const { rows } = await client.query<{ sequence: string }>(
        `insert into event (tenant_id, mode, type, status, subject_id)
         select $1, 'live', 'message.sent', 'sent', uuidv7() from generate_series(1, $2::int) returning sequence`,
        [tenant, count],
      );
      return rows.map(({ sequence }) => Number(sequence));
    },
    end: async (how = "commit") => {
      isOpen = false;
      await client.query(how);
    },
  };
}

type Heard = Follower & { heard: number[]; endings: Ending[]; isFull: boolean; beats: string[] };

function follow(tenantId: string, position: number): Heard {
  const follower: Heard = {
    tenantId,
    actorId: "key_1",
    sees: () => true,
    position,
    state: "live",
    fullAt: 0,
    mayStay: () => true,
    heard: [],
    endings: [],
    beats: [],
    isFull: false,
    line: {
      tell: (events) => {
        follower.heard.push(...events.map(({ row }) => row.sequence));
        return !follower.isFull;
      },
      beat: (id) => void follower.beats.push(id),
      end: (why) => void follower.endings.push(why),
    },
  };
  feed.join(follower);
  onTestFinished(() => feed.leave(follower));
  return follower;
}

const fromNow = async (): Promise<number> => (await feed.look()).settled;

describe("who follows", () => {
  test("hears what commits late in its place, and nothing before it is final", async () => {
    const tenant = randomUUID();
    const [slow, quick] = [await writer(), await writer()];
    const one = follow(tenant, await fromNow());
    const [first] = await slow.tell(tenant);
    const [second] = await quick.tell(tenant);
    await quick.end();
    // Somebody else's news pass all the while, up to what is still open.
    const before = await feed.look();
    expect(before.settled).toBeLessThan(first!);
    expect(one.heard).toEqual([]);
    await slow.end();
    await vi.waitFor(() => expect(one.heard).toEqual([first, second]));
  });

  test("does not wait for what is rolled back, or for who writes something else", async () => {
    const tenant = randomUUID();
    const other = await writer();
    const idle = new pg.Client({ connectionString: database.url });
    await idle.connect();
    onTestFinished(() => idle.end());
    // It has a transaction id and an old snapshot, and has told nothing.
    await idle.query("begin; create temp table beside (id int); insert into beside values (1)");
    const one = follow(tenant, await fromNow());
    const [gone] = await other.tell(tenant);
    const quick = await writer();
    const [kept] = await quick.tell(tenant);
    await quick.end();
    await other.end("rollback");
    await vi.waitFor(() => expect(one.heard).toEqual([kept]));
    expect(gone).toBeLessThan(kept!);
  });

  test("hears all of many writers once, in order, also when it comes back again and again", async () => {
    const tenant = randomUUID();
    const start = await fromNow();
    const whole = follow(tenant, start);
    const written: number[] = [];
    const writers = await Promise.all(Array.from({ length: 6 }, () => writer()));
    let isOver = false;
    const resumed: number[] = [];
    const coming = (async () => {
      let place = start;
      while (!isOver || resumed.length < written.length) {
        const one = follow(tenant, place);
        const target = one.heard.length + 1;
        await vi.waitFor(() => expect(one.heard.length).toBeGreaterThanOrEqual(Math.min(target, 1)), 10_000);
        feed.leave(one);
        resumed.push(...one.heard);
        place = one.heard.at(-1) ?? place;
        // Whoever is told nothing more than there is, has it all.
        if (isOver && resumed.length >= written.length) break;
      }
    })();
    await Promise.all(
      writers.map(async (each, index) => {
        for (let round = 0; round < 30; round++) {
          const numbers = await each.tell(tenant, 1 + ((round + index) % 4));
          if ((round + index) % 3 === 0) await each.tell(randomUUID());
          const rolledBack = (round * 7 + index) % 11 === 0;
          // Pushed before the end: who hears them has all of these to come.
          if (!rolledBack) written.push(...numbers);
          await each.end(rolledBack ? "rollback" : "commit");
        }
      }),
    );
    isOver = true;
    await vi.waitFor(() => expect(whole.heard).toHaveLength(written.length), 10_000);
    await coming;
    const inOrder = written.toSorted((a, b) => a - b);
    expect(whole.heard).toEqual(inOrder);
    expect(resumed).toEqual(inOrder);
  }, 30_000);

  test("goes on from any place, through pages and while more comes", async () => {
    const tenant = randomUUID();
    const some = await writer();
    const numbers = await some.tell(tenant, 950);
    await some.end();
    await feed.look();
    const one = follow(tenant, numbers[99]!);
    const more = await some.tell(tenant, 5);
    await some.end();
    await vi.waitFor(() => expect(one.heard).toEqual([...numbers.slice(100), ...more]));
    expect(one.state).toBe("live");
  });

  test("whose line is full is told nothing until it has room, and then everything", async () => {
    const tenant = randomUUID();
    const some = await writer();
    const one = follow(tenant, await fromNow());
    one.isFull = true;
    const numbers = await some.tell(tenant, 3);
    await some.end();
    await vi.waitFor(() => expect(one.heard).toEqual(numbers));
    expect(one.state).toBe("full");
    const later = await some.tell(tenant, 700);
    await some.end();
    const other = follow(tenant, numbers[2]!);
    await vi.waitFor(() => expect(other.heard).toEqual(later));
    expect(one.heard).toEqual(numbers);
    one.isFull = false;
    feed.hasRoom(one);
    await vi.waitFor(() => expect(one.heard).toEqual([...numbers, ...later]));
  });

  test("hears its own tenant only", async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const some = await writer();
    const start = await fromNow();
    const [one, two] = [follow(ours, start), follow(theirs, start)];
    const [mine] = await some.tell(ours);
    const [others] = await some.tell(theirs);
    await some.end();
    await vi.waitFor(() => expect([one.heard, two.heard]).toEqual([[mine], [others]]));
  });

  test("is sent away within seconds of losing the right to hear", async () => {
    const one = follow(randomUUID(), await fromNow());
    const two = follow(randomUUID(), await fromNow());
    one.mayStay = () => false;
    two.mayStay = async () => false;
    await vi.waitFor(() => expect([one.endings, two.endings]).toEqual([["refused"], ["refused"]]), 8_000);
    expect(feed.of(one.tenantId).size).toBe(0);
  });
});
