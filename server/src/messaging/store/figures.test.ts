// How a number fares: what waits in its lane, what its provider took lately, and why its messages died.

import { expect, test, vi } from "vitest";
import { accept, harness, newMessages, runAccepting, useDispatchers } from "../harness.ts";
import { createSentCounts } from "../sent-counts.ts";
import { addSent, pruneSenderMinutes, readSentHours, readSentMinutes, readWaiting } from "./figures.ts";
import { countDeadLetters } from "./read.ts";

useDispatchers();

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

test("what waits is counted by class up to a bound, and the first in line says since when", async () => {
  const lane = await harness.tenant();
  const due = minutesAgo(30);
  await accept(harness, [
    ...newMessages(lane, 3, 7_000_000, { class: 1, due_at: due }),
    ...newMessages(lane, 5, 7_100_000, { class: 2, category: "marketing", due_at: minutesAgo(2) }),
    ...newMessages(lane, 2, 7_200_000, { class: 2, status: "scheduled", due_at: minutesAgo(-60) }),
  ]);
  const rows = await readWaiting(harness.engine, [lane.tenantId, lane.senderId, 4]);
  expect(rows).toEqual([
    { class: 0, waiting: 0, scheduled: 0, oldest_at: null },
    { class: 1, waiting: 3, scheduled: 0, oldest_at: new Date(due) },
    { class: 2, waiting: 4, scheduled: 2, oldest_at: expect.any(Date) },
  ]);
});

test("what was sent stands in its minute and its hour, and is forgotten after a day", async () => {
  const { tenantId, senderId } = await harness.tenant();
  const write = (minutes: number, sent: number): Promise<unknown> =>
    harness.engine.query(
      `insert into sender_minute (tenant_id, sender_id, minute, sent)
       values ($1, $2, date_trunc('minute', now()) - $3 * interval '1 minute', $4)`,
      [tenantId, senderId, minutes, sent],
    );
  await addSent(harness.engine, [{ tenantId, senderId, sent: 5 }]);
  await addSent(harness.engine, [{ tenantId, senderId, sent: 2 }]);
  await write(59, 11);
  await write(60, 100);
  await write(26 * 60, 1_000);
  const sums = async () => {
    const minutes = await readSentMinutes(harness.app, [tenantId, senderId]);
    const seen = await harness.app.asTenants([tenantId], (tx) => readSentMinutes(tx, [tenantId, senderId]));
    const hours = await readSentHours(harness.engine, [tenantId, senderId]);
    return { hidden: minutes, minutes: seen.map(({ sent }) => sent), hours: hours.map(({ sent }) => sent) };
  };
  const { hidden, minutes, hours } = await sums();
  expect(hidden.every(({ sent }) => sent === 0)).toBe(true);
  expect(minutes).toEqual([11, ...Array.from({ length: 58 }, () => 0), 7]);
  expect(hours).toHaveLength(24);
  expect(hours.reduce((all, each) => all + each, 0)).toBe(118);
  expect(await pruneSenderMinutes(harness.engine, [100])).toHaveLength(1);
});

test("what its provider has taken counts in the minute in which it is recorded", async () => {
  const lane = await harness.tenant();
  await accept(harness, newMessages(lane, 25, 7_400_000));
  const counts = createSentCounts({ db: harness.engine, onError: (error) => expect(error).toBeNull() });
  const running = await runAccepting(harness, [lane], { took: counts.took });
  const sent = async () =>
    (await readSentMinutes(harness.engine, [lane.tenantId, lane.senderId])).reduce(
      (all, each) => all + each.sent,
      0,
    );
  await vi.waitFor(() => expect(running.sent).toHaveLength(25), 10_000);
  await running.stop();
  await counts.stop();
  expect(await sent()).toBe(25);
});

test("dead letters are counted by their reason, under the same filter as they are listed", async () => {
  const lane = await harness.tenant();
  const other = { ...lane, senderId: (await harness.tenant()).senderId };
  await accept(harness, newMessages(lane, 6, 7_300_000));
  await harness.engine.query(
    `update message m set status = 'failed', attention = 'dead',
            error = jsonb_build_object('code', case when place <= 4 then 'recipient_blocked' else 'media_invalid' end)
     from (select id, row_number() over (order by id) as place from message where tenant_id = $1) as each
     where m.tenant_id = $1 and m.id = each.id`,
    [lane.tenantId],
  );
  const caller = { tenantId: lane.tenantId, mode: "test" } as const;
  const count = (filter: object, atMost = 100) =>
    countDeadLetters(harness.engine, caller, { attention: "dead", ...filter }, atMost);
  expect(await count({})).toMatchObject([
    { code: "recipient_blocked", count: 4, last_at: expect.any(Date) },
    { code: "media_invalid", count: 2 },
  ]);
  expect(await count({ code: "media_invalid" })).toMatchObject([{ code: "media_invalid", count: 2 }]);
  // The newest are looked at, and no more than so many.
  expect(await count({}, 3)).toMatchObject([
    { code: "media_invalid", count: 2 },
    { code: "recipient_blocked", count: 1 },
  ]);
  expect(await count({ sender: other.senderId })).toEqual([]);
  expect(await count({ until: new Date(Date.now() - 60_000) })).toEqual([]);
});
