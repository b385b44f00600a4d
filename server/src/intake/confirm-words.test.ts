// What is said back to who writes a word: once for each change, in its language, through the number it was written to.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createAddressHash } from "../audience/index.ts";
import {
  accepted,
  createHarness,
  type Harness,
  type Lane,
  newId,
  runDispatcher,
} from "../messaging/harness.ts";
import { skipWaiting } from "../messaging/index.ts";
import { meetPeople } from "./meet-people.ts";
import type { InboundRow } from "./store.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const people = { newId, hash: createAddressHash(Buffer.alloc(32)) };
const person = "+14155550777";
let seconds = 0;

type Said = { text: string; at?: Date; phone?: string | null; pressed?: boolean };

function said(lane: Lane, { text, at, phone = person, pressed = false }: Said): InboundRow {
  seconds += 1;
  return {
    tenant_id: lane.tenantId,
    id: newId(),
    sender_id: lane.senderId,
    provider_message_id: `wamid.${newId()}`,
    account: null,
    sender_phone: phone,
    sender_user_id: phone === null ? "US.77" : null,
    sender_lid: null,
    contact_id: null,
    name: null,
    type: pressed ? "button" : "text",
    body: pressed ? { button: { text } } : { text: { body: text } },
    shape: 1,
    at: (at ?? new Date(Date.now() - 600_000 + seconds * 1_000)).toISOString(),
    media: null,
  };
}

const hear = (rows: InboundRow[]) => harness.engine.transaction((tx) => meetPeople(tx, rows, people));

async function told(lane: Lane): Promise<string[]> {
  const { rows } = await harness.engine.query<{ text: string }>(
    `select body #>> '{text,body}' as text from message
     where tenant_id = $1 and confirms is not null order by id`,
    [lane.tenantId],
  );
  return rows.map(({ text }) => text);
}

const stopped = "You will get no more offers from us. Reply START to get them again.";
const started = "You will get our offers again. Reply STOP to end them.";

async function set(lane: Lane, words: object, confirmations: object): Promise<void> {
  await harness.engine.query(
    "insert into consent_setting (tenant_id, words, confirmations) values ($1, $2, $3)",
    [lane.tenantId, JSON.stringify(words), JSON.stringify(confirmations)],
  );
}

describe("a word that changes something", () => {
  test("is confirmed once, however often it is written and told", async () => {
    const lane = await harness.tenant();
    const stop = said(lane, { text: "STOP" });
    await hear([stop, said(lane, { text: "stop!!" })]);
    await hear([stop]);
    await hear([said(lane, { text: "Stop." })]);
    expect(await told(lane)).toEqual([stopped]);
    await hear([said(lane, { text: "start" })]);
    await hear([said(lane, { text: "START" })]);
    expect(await told(lane)).toEqual([stopped, started]);
  });

  test("is confirmed once by two processes that hear it at the same time", async () => {
    const lane = await harness.tenant();
    await hear([said(lane, { text: "Good morning" })]);
    await Promise.all([0, 1, 2].map(() => hear([said(lane, { text: "STOP" })])));
    expect(await told(lane)).toEqual([stopped]);
  });

  test("is answered in its own language, and means nothing when it was no word", async () => {
    const lane = await harness.tenant();
    await hear([said(lane, { text: "إلغاء الاشتراك" }), said(lane, { text: "baja", phone: "+34600000001" })]);
    await hear([said(lane, { text: "stop by tomorrow?", phone: "+34600000002" })]);
    expect((await told(lane)).toSorted()).toEqual([
      "Ya no recibirás nuestras ofertas. Responde ALTA para volver a recibirlas.",
      "لن تصلك عروضنا بعد الآن. أرسل «ابدأ» لاستقبالها من جديد.",
    ]);
  });

  test("and is taken back in the same moment is told of as it ended", async () => {
    const lane = await harness.tenant();
    await hear([said(lane, { text: "STOP" })]);
    await hear([said(lane, { text: "START" }), said(lane, { text: "STOP" }), said(lane, { text: "START" })]);
    expect(await told(lane)).toEqual([stopped, started]);
  });

  test("is told to an automaton that goes to and fro three times a day at most", async () => {
    const lane = await harness.tenant();
    for (let n = 0; n < 5; n += 1) {
      await hear([said(lane, { text: "STOP" })]);
      await hear([said(lane, { text: "START" })]);
    }
    expect(await told(lane)).toEqual([stopped, started, stopped]);
  });

  test("is not told when the window has closed, nor to who has no number", async () => {
    const lane = await harness.tenant();
    await hear([said(lane, { text: "STOP", at: new Date(Date.now() - 24 * 3_600_000) })]);
    await hear([said(lane, { text: "STOP", phone: null })]);
    expect(await told(lane)).toEqual([]);
  });
});

describe("what a tenant has set", () => {
  test("is the text that is told, in the language of the word", async () => {
    const lane = await harness.tenant();
    const texts = [{ language: "en", stop: "Bye, and thank you." }];
    await set(lane, {}, { enabled: true, texts });
    await hear([said(lane, { text: "STOP" })]);
    await hear([said(lane, { text: "START" })]);
    expect(await told(lane)).toEqual(["Bye, and thank you.", started]);
  });

  test("is that nothing is told, and the word counts all the same", async () => {
    const lane = await harness.tenant();
    await set(lane, {}, { enabled: false });
    await hear([said(lane, { text: "STOP" })]);
    expect(await told(lane)).toEqual([]);
    const { rows } = await harness.engine.query("select purpose from suppression where tenant_id = $1", [
      lane.tenantId,
    ]);
    expect(rows).toEqual([{ purpose: "marketing" }]);
  });

  test("is a word that ends everything, whose confirmation leaves, and which START takes back", async () => {
    const lane = await harness.tenant();
    const added = [{ word: "leave me alone", means: "stop", purpose: "all" }];
    await set(lane, { added, removed: ["cancel"] }, {});
    await hear([said(lane, { text: "Cancel" })]);
    expect(await told(lane)).toEqual([]);
    await hear([said(lane, { text: "Leave me alone!" })]);
    const silenced = { tenant_id: lane.tenantId, recipient: person, purpose: "all" } as const;
    await harness.engine.transaction((tx) => skipWaiting(tx, [silenced]));
    const sent: unknown[] = [];
    const running = await runDispatcher(harness, [lane], async ({ message, correlation }) => {
      sent.push(message);
      return accepted(`wamid.${correlation}`);
    });
    await vi.waitFor(() => expect(sent).toEqual([{ type: "text", text: { body: stopped } }]), 15_000);
    await running.stop();
    await hear([said(lane, { text: "START" })]);
    const { rows } = await harness.engine.query(
      "select purpose from suppression where tenant_id = $1 and lifted_at is null",
      [lane.tenantId],
    );
    expect([rows, await told(lane)]).toEqual([[], [stopped, started]]);
  });
});
