// Who works on a webhook: one at a time, whatever stands still or dies, and not for ever on one that kills.

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../kernel/clock.ts";
import type { Database } from "../kernel/db.ts";
import { createAddressHash } from "../audience/index.ts";
import { createHarness, type Harness, type Lane, newId, openEngine } from "../messaging/harness.ts";
import { type IntakeStore, intakeStoreIn } from "./intake-store.ts";
import { createIntakeWorkerOver, type IntakeWorker } from "./intake-worker.ts";
import { claimWebhooks, insertWebhooks } from "./store.ts";

let harness: Harness;
let lane: Lane;
beforeEach(async () => {
  harness = await createHarness();
  lane = await harness.tenant({ burst: 1 });
});
afterEach(() => harness.close());

type Process = {
  db: Database;
  store: IntakeStore;
  errors: Error[];
  start(store?: IntakeStore): IntakeWorker;
};

/** Each body it applies raises the sender's burst by one, after `work`: an effect that shows when it comes twice. */
function startProcess(work: () => Promise<void> = async () => undefined): Process {
  const db = openEngine(harness.url);
  const errors: Error[] = [];
  const onError = (error: Error): void => void errors.push(error);
  const store = intakeStoreIn({
    db,
    findSenders: async () => new Map(),
    people: { newId, hash: createAddressHash(Buffer.alloc(32)) },
    consumers: [
      {
        name: "bursts",
        fields: new Set(["burst"]),
        first: false,
        consume: async (tx, changes) => {
          const { senderId } = lane;
          await tx.query("update sender set burst = burst + $2 where id = $1", [senderId, changes.length]);
          await work();
        },
      },
    ],
    heedFailures: async () => undefined,
    onError,
  });
  const change = { field: "burst", value: {}, wabaId: null, phoneNumberId: null, at: null };
  const start = (over: IntakeStore = store): IntakeWorker =>
    createIntakeWorkerOver(
      { store: over, clock: systemClock },
      {
        evidence: { newId, random: () => 0.5 },
        read: () => ({ events: [], changes: [change], problem: null }),
        onError,
        counters: { applied: () => undefined, parked: () => undefined, unreadable: () => undefined },
      },
    );
  onTestFinished(() => db.close());
  return { db, store, errors, start };
}

async function storeWebhook(): Promise<string> {
  const id = newId();
  await insertWebhooks(harness.engine, [
    { id, source: "cloud_api", webhookKey: "key", body: Buffer.from("{}") },
  ]);
  return id;
}

type Row = {
  tries: number;
  done: boolean;
  lapsed: boolean;
  problem: string | null;
  busy: number;
  seconds: number;
};

async function webhook(id: string): Promise<Row | undefined> {
  const { rows } = await harness.engine.query<Row>(
    `select tries, done_at is not null as done, busy_until < now() as lapsed, problem,
            round(extract(epoch from busy_until - now()))::int as busy,
            extract(epoch from done_at - received_at)::float as seconds
     from webhook_in where id = $1`,
    [id],
  );
  return rows[0];
}

const done = (id: string): Promise<void> =>
  vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ done: true }), {
    timeout: 10_000,
    interval: 50,
  });

/** How often a body took effect. */
async function effects(): Promise<number> {
  const { rows } = await harness.engine.query<{ burst: number }>("select burst from sender where id = $1", [
    lane.senderId,
  ]);
  return Number(rows[0]?.burst) - 1;
}

/** Until somebody waits for a lock of this kind. */
async function waitFor(event: "advisory" | "transactionid"): Promise<void> {
  const text = "select from pg_stat_activity where datname = current_database() and wait_event = $1";
  const waiting = (): Promise<number | null> =>
    harness.engine.transaction(async (tx) => {
      await tx.query("set local role none");
      return (await tx.query(text, [event])).rowCount;
    });
  await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 10_000, interval: 20 });
}

/** As the clock does it in time. */
async function lapse(id: string): Promise<void> {
  await harness.engine.query("update webhook_in set busy_until = now() - interval '1 s' where id = $1", [id]);
}

/** Where somebody stands until it is opened. */
function gate(): { reached: Promise<void>; open(): void; wait(): Promise<void> } {
  const [way, arrival] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const wait = (): Promise<void> => {
    arrival.resolve();
    return way.promise;
  };
  return { reached: arrival.promise, open: way.resolve, wait };
}

test("a round that takes longer than its claim is nobody else's", { timeout: 30_000 }, async () => {
  const hold = gate();
  const slow = startProcess(hold.wait);
  const other = startProcess();
  const id = await storeWebhook();
  const worker = slow.start();
  worker.nudge();
  await hold.reached;
  await vi.waitFor(async () => expect(await webhook(id)).toMatchObject({ lapsed: true }), {
    timeout: 10_000,
    interval: 100,
  });
  expect(await other.store.claim(10, 1_000)).toEqual([]);
  expect(await other.store.setAside()).toBe(0);
  hold.open();
  await done(id);
  await worker.stop();
  expect([await effects(), (await webhook(id))?.tries, slow.errors]).toEqual([1, 1, []]);
});

test("a process that stood still since it claimed finds that its body is another's", async () => {
  const still = gate();
  const late = startProcess();
  const standing: IntakeStore = {
    ...late.store,
    transaction: async (work) => {
      await still.wait();
      return late.store.transaction(work);
    },
  };
  const id = await storeWebhook();
  const worker = late.start(standing);
  worker.nudge();
  await still.reached;
  await lapse(id);
  const other = startProcess().start();
  other.nudge();
  await done(id);
  still.open();
  await Promise.all([worker.stop(), other.stop()]);
  expect([await effects(), (await webhook(id))?.tries, late.errors]).toEqual([1, 2, []]);
});

test("a late claim holds nothing, neither before the next one works nor while it does", async () => {
  const [first, second] = [startProcess(), startProcess()];
  const id = await storeWebhook();
  const lost = await first.store.claim(10, 1_000);
  await lapse(id);
  const won = await second.store.claim(10, 1_000);
  expect([lost, won].map(([row]) => row?.tries)).toEqual([1, 2]);
  expect(await first.store.transaction((tx) => tx.hold(lost))).toEqual(new Set());
  await second.store.transaction(async (tx) => {
    expect(await tx.hold(won)).toEqual(new Set([id]));
    expect(await first.store.transaction((late) => late.hold(lost))).toEqual(new Set());
    await tx.finish([id], [null]);
  });
  expect(await first.store.transaction((tx) => tx.hold(won))).toEqual(new Set());
});

test("who looked at a body just before it was claimed does not keep it from its claim", async () => {
  const [holder, passer] = [startProcess(), startProcess()];
  const id = await storeWebhook();
  const [look, rest] = [gate(), gate()];
  // Its look at each body takes as long as this lock is held; then it has locked what it does not get.
  await harness.engine.transaction(async (tx) => {
    await tx.query("set local role none");
    await tx.query("create schema slow; grant usage on schema slow to public");
    await tx.query(
      `create function slow.octet_length(body bytea) returns int language plpgsql as
       $$begin perform pg_advisory_xact_lock_shared(1); return length(body); end$$`,
    );
  });
  const slowed = harness.engine.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(1)");
    await look.wait();
  });
  await look.reached;
  const passing = passer.db.transaction(async (tx) => {
    await tx.query("set local search_path = slow, pg_catalog, public");
    expect(await claimWebhooks(tx, [10, 1_000])).toEqual([]);
    await rest.wait();
  });
  await waitFor("advisory");
  const claims = await holder.store.claim(10, 1_000);
  look.open();
  await Promise.all([slowed, rest.reached]);
  const held = holder.store.transaction((tx) => tx.hold(claims));
  await Promise.race([held, waitFor("transactionid")]);
  rest.open();
  await passing;
  expect(await held).toEqual(new Set([id]));
});

test("what a killed process had is taken within seconds", { timeout: 30_000 }, async () => {
  const hold = gate();
  const killed = startProcess(hold.wait);
  const id = await storeWebhook();
  const dying = killed.start();
  dying.nudge();
  await hold.reached;
  // Its death, as the database sees it: the connection ends in the middle of the transaction.
  const ended = await harness.engine.transaction(async (tx) => {
    // Our own role may not end others'.
    await tx.query("set local role none");
    return tx.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and state = 'idle in transaction'`,
    );
  });
  expect(ended.rowCount).toBe(1);
  const survivor = startProcess().start();
  await done(id);
  expect((await webhook(id))?.seconds).toBeLessThan(7);
  hold.open();
  await Promise.all([dying.stop(), survivor.stop()]);
  expect([await effects(), (await webhook(id))?.tries]).toEqual([1, 2]);
});

test("a body that ended three workers is set aside, and one that waits for its turn is not", async () => {
  const { store } = startProcess();
  const [deadly, fresh] = [await storeWebhook(), await storeWebhook()];
  const waits: (number | undefined)[] = [];
  for (const tries of [1, 2, 3]) {
    const claimed = await store.claim(1, 1_000);
    expect(claimed).toMatchObject([{ id: deadly, tries }]);
    waits.push((await webhook(deadly))?.busy);
    expect(await store.setAside()).toBe(0);
    await lapse(deadly);
  }
  // Once soon, then with time for whatever is wrong to pass.
  expect(waits).toEqual([5, 60, 60]);
  expect((await store.claim(1, 1_000)).map(({ id }) => id)).toEqual([fresh]);
  expect(await store.setAside()).toBe(1);
  expect(await webhook(deadly)).toMatchObject({ done: true, problem: "set aside after three tries" });
  expect(await webhook(fresh)).toMatchObject({ done: false, tries: 1 });
});
