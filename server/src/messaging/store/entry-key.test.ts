// Statements about known messages open the months these lie in, however many there are.

import { afterAll, beforeAll, expect, test } from "vitest";
import pg from "pg";
import type { Tx } from "../../kernel/db.ts";
import { createHarness, type Harness, insertMessages, type Lane, newId, newMessage } from "../harness.ts";
import { recordOutcomes } from "./dispatch.ts";
import { monthsOf } from "./entry-key.ts";
import { findMessages, learnProviderIds, moveMessages } from "./evidence.ts";
import { deferMessages } from "./hold.ts";

let harness: Harness;
let lane: Lane;
beforeAll(async () => {
  harness = await createHarness();
  lane = await harness.tenant();
  const owner = new pg.Client({ connectionString: harness.url });
  await owner.connect();
  await owner.query(
    "select create_month((date_trunc('month', now()) - n * interval '1 month')::date) " +
      "from generate_series(2, 13) n",
  );
  await owner.end();
});
afterAll(() => harness.close());

/** The months a piece of work has opened in its transaction, by their tables. */
async function opened(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  return harness.engine.transaction(async (tx) => {
    await work(tx);
    const { rows } = await tx.query<{ name: string }>(
      `select distinct c.relname as name from pg_locks l join pg_class c on c.oid = l.relation
       where l.pid = pg_backend_pid() and c.relispartition and c.relkind = 'r' order by 1`,
    );
    return rows.map(({ name }) => name);
  });
}

test("the months that ids lie in, from their first to their last possible id", () => {
  const october = "01a1abcd-0000-7000-8000-000000000001";
  const november = "01a3b9ac-aaaa-7000-8000-000000000001";
  const of = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  const [first, last] = monthsOf([november, october, november]);
  expect(of(first).toISOString()).toBe(`${of(october).toISOString().slice(0, 7)}-01T00:00:00.000Z`);
  expect(new Date(of(last).getTime() + 1).toISOString()).toMatch(/-01T00:00:00.000Z$/);
  expect(of(last).getUTCMonth()).toBe(of(november).getUTCMonth());
  expect(first < october && november < last).toBe(true);
});

test("an outcome, evidence and a deferral open their own month and no other", async () => {
  const message = newMessage(lane);
  await insertMessages(harness.engine, [message]);
  const { tenant_id, id, sender_id, recipient } = message;
  const month = new Date().toISOString().slice(0, 7).replace("-", "_");
  const parts = (...tables: string[]): string[] => tables.map((table) => `${table}_${month}`);

  const until = new Date().toISOString();
  const deferral = { tenant_id, sender_id, recipient, id, heard_at: null, until, code: "cap", text: "" };
  expect(await opened((tx) => deferMessages(tx, [deferral]))).toEqual(parts("evidence"));

  const sought = { index: 0, tenant_id, sender_id, attempt: 1, provider_message_id: "wamid.x" };
  expect(await opened((tx) => findMessages(tx, [{ ...sought, message_id: id }]))).toEqual(parts("message"));

  const learnt = { tenant_id, message_id: id, number: 1, provider_message_id: "wamid.x" };
  expect(await opened((tx) => learnProviderIds(tx, [learnt]))).toEqual(parts("attempt"));

  const state = {
    status: "delivered",
    lane_state: null,
    attention: null,
    due_in_ms: null,
    error: null,
  } as const;
  const moved = { tenant_id, id, sender_id, recipient, ...state, provider_message_id: "wamid.x" };
  expect(await opened((tx) => moveMessages(tx, [moved]))).toEqual(parts("message"));

  const ended = { attempt: "accepted", provider_message_id: "wamid.x", counts: true } as const;
  const outcome = { tenant_id, message_id: id, number: 1, epoch: "1", ...state, ...ended };
  expect(await opened((tx) => recordOutcomes(tx, [outcome]))).toEqual(parts("attempt", "message"));
});

test("a receipt by the provider's id finds its message in whichever month it lies", async () => {
  const old = newMessage(lane, { id: "0198a000-0000-7000-8000-000000000001" });
  const young = newMessage(lane);
  await insertMessages(harness.engine, [old, young]);
  await harness.engine.query(
    `insert into attempt (tenant_id, message_id, number, shard, epoch, state, provider_message_id, started_at)
     select $1, id, 1, 7, 1, 'accepted', 'wamid.' || id, now() from unnest($2::uuid[]) as m(id)`,
    [lane.tenantId, [old.id, young.id]],
  );
  const sought = [young.id, old.id, newId()].map((id, index) => ({
    index,
    tenant_id: lane.tenantId,
    sender_id: lane.senderId,
    message_id: null,
    attempt: null,
    provider_message_id: `wamid.${id}`,
  }));
  const found = await harness.engine.transaction((tx) => findMessages(tx, sought));
  expect(found.toSorted((a, b) => a.index - b.index)).toMatchObject([
    { index: 0, id: young.id, attempt: 1 },
    { index: 1, id: old.id, attempt: 1 },
  ]);
});
