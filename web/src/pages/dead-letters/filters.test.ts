// Dead letters: what an address may say, how reasons are counted, and how long work goes on until it is done.
import { describe, expect, it, test } from "vitest";
import { type Ask, perform } from "./deeds.ts";
import { readFilters } from "./filters.ts";
import { reasonsOf } from "./reasons.ts";

const id = `msg_${"0".repeat(32)}`;

test("an address names a reason and the letter that is open", () =>
  expect(readFilters({ code: "recipient_blocked", letter: id, page: 2 })).toEqual({
    code: "recipient_blocked",
    letter: id,
  }));

it.each([{ code: "a b" }, { code: 3 }, { letter: "msg_1" }, { letter: [id] }])(
  "an invention narrows nothing: %j",
  (search) => expect(readFilters(search)).toEqual({}),
);

test("reasons are counted, the most frequent first", () => {
  const letter = (code: string) => ({
    error: { code, title: code, detail: "", retryable: false, maybe_sent: false, provider_code: null },
  });
  const letters = [letter("b"), letter("a"), letter("a"), { error: null }];
  expect(reasonsOf(letters)).toEqual([
    { code: "a", title: "a", count: 2 },
    { code: "b", title: "b", count: 1 },
  ]);
});

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
    const all = await perform({ kind: "replayAll", code: "a" }, answering(10_000, 10_000, 7), ({ done }) =>
      told.push(done),
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
