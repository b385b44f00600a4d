// What a protected lane may choose from: the messages a claim would take, in its order, with their chats.

import { expect, test } from "vitest";
import { harness, insertMessages, type Lane, newMessage, useHarness } from "../harness.ts";
import { readCandidates } from "./review.ts";

useHarness();

const later = new Date(Date.now() + 3_600_000).toISOString();
const before = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();

async function candidates(lanes: readonly Lane[], most = 10) {
  const wanted = lanes.map(({ tenantId, senderId }) => ({ tenant_id: tenantId, sender_id: senderId, most }));
  return readCandidates(harness.engine, wanted);
}

test("a login code is first, then by due time, and nothing that is not due", async () => {
  const lane = await harness.tenant();
  const offer = newMessage(lane, {
    class: 2,
    category: "marketing",
    recipient: "+14155550101",
    due_at: before(60),
  });
  const update = newMessage(lane, { recipient: "+14155550102", due_at: before(5) });
  const older = newMessage(lane, { recipient: "+14155550103", due_at: before(9) });
  const code = newMessage(lane, { class: 0, category: "authentication", recipient: "+14155550104" });
  const future = newMessage(lane, { recipient: "+14155550105", due_at: later, status: "scheduled" });
  await insertMessages(harness.engine, [offer, update, older, code, future]);
  const found = await candidates([lane]);
  expect(found.map((row) => row.id)).toEqual([code.id, older.id, update.id, offer.id]);
  expect(found[0]).toMatchObject({
    category: "authentication",
    body: code.body,
    last_heard_at: null,
    unanswered: 0,
  });
});

test("only the first message to a person can be chosen", async () => {
  const lane = await harness.tenant();
  const [first, second] = [newMessage(lane), newMessage(lane)];
  await insertMessages(harness.engine, [first, second]);
  expect((await candidates([lane])).map((row) => row.id)).toEqual([first.id]);
});

test("each lane has its own few, with what is known of its own chats", async () => {
  const lanes = [await harness.tenant(), await harness.tenant()] as const;
  for (const lane of lanes) {
    const people = ["+14155550101", "+14155550102", "+14155550103"];
    await insertMessages(
      harness.engine,
      people.map((recipient, n) => newMessage(lane, { recipient, due_at: before(60 - n) })),
    );
  }
  await harness.engine.query(
    `insert into chat (tenant_id, sender_id, person, last_sent_at, unanswered)
     values ($1, $2, '+14155550101', now(), 3)`,
    [lanes[1].tenantId, lanes[1].senderId],
  );
  const found = await candidates(lanes, 2);
  expect(found.map((row) => [row.sender_id, row.recipient, row.unanswered])).toEqual([
    [lanes[0].senderId, "+14155550101", 0],
    [lanes[0].senderId, "+14155550102", 0],
    [lanes[1].senderId, "+14155550101", 3],
    [lanes[1].senderId, "+14155550102", 0],
  ]);
});
