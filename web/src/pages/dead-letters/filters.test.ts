// Dead letters: what an address may say, and how long work goes on until it is done.
import { describe, expect, it, test } from "vitest";
import { type Ask, perform } from "./deeds.ts";
import { narrowedTo, readFilters } from "./filters.ts";

const id = `msg_${"0".repeat(32)}`;

const sender = `snd_${"0".repeat(32)}`;

test("an address names a reason, a number and the letter that is open", () =>
  expect(readFilters({ code: "recipient_blocked", sender, letter: id, page: 2 })).toEqual({
    code: "recipient_blocked",
    sender,
    letter: id,
  }));

test("what is narrowed by nothing says nothing", () => {
  expect(narrowedTo({ code: undefined, sender })).toEqual({ sender });
  expect(narrowedTo({ sender: undefined })).toEqual({});
});

it.each([{ code: "a b" }, { code: 3 }, { letter: "msg_1" }, { letter: [id] }, { sender: "snd_1" }])(
  "an invention narrows nothing: %j",
  (search) => expect(readFilters(search)).toEqual({}),
);

describe("long work", () => {
  const asked: unknown[] = [];
  const answering = (...counts: number[]): Ask => ({
    replay: async (body) => {
      asked.push(body);
      return { replayed: counts.shift() ?? 0 };
    },
    drop: async (letter) => void asked.push(letter),
  });

  test("by filter goes on for as long as a call takes all it can", async () => {
    const told: number[] = [];
    const all = await perform(
      { kind: "replayAll", filter: { code: "a" } },
      answering(10_000, 10_000, 7),
      ({ done }) => told.push(done),
    );
    expect(all).toBe(20_007);
    expect(told).toEqual([10_000, 20_000, 20_007]);
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ filter: { code: "a" } })));
  });

  test("by selection goes in handfuls, and tells of each", async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `msg_${String(index)}`);
    const told: unknown[] = [];
    expect(await perform({ kind: "replay", ids }, answering(100, 100, 50), (step) => told.push(step))).toBe(
      250,
    );
    expect(told.at(-1)).toEqual({ done: 250, total: 250 });
    expect(await perform({ kind: "drop", ids: ids.slice(0, 3) }, answering(), () => undefined)).toBe(3);
    expect(asked.slice(-3)).toEqual(ids.slice(0, 3));
  });
});
