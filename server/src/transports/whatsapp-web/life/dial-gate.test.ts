// Hundreds of sessions that all want to dial: how many do in a second, and how soon all are back.

import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../testing/virtual-clock.ts";
import { createDialGate } from "./dial-gate.ts";
import type { DialGate, Knock } from "./dial-gate.ts";

const never = new AbortController().signal;

function start() {
  const clock = createVirtualClock();
  const gate = createDialGate(clock);
  const dials: number[] = [];
  const knocks: Knock[] = [];
  const ask = async (who: object = {}, signal = never): Promise<Knock | null> => {
    const knock = await gate.turn(who, signal);
    if (knock === null) return null;
    dials.push(clock.ms());
    knocks.push(knock);
    return knock;
  };
  /** Asks, and is answered a second after it dialled. */
  const login = async (): Promise<void> => {
    const knock = await ask();
    clock.after(1_000, () => knock?.answered());
  };
  return { clock, gate, dials, knocks, ask, login };
}

/** The most within any second. */
function busiest(dials: readonly number[]): number {
  return Math.max(...dials.map((from) => dials.filter((at) => at >= from && at < from + 1_000).length));
}

describe("turns to dial", () => {
  test("are taken in the order asked, eight in a second", async () => {
    const { clock, dials, login } = start();
    for (let i = 0; i < 300; i++) void login();
    await clock.pass(60_000);
    expect(dials).toHaveLength(300);
    expect(dials.at(-1)).toBeLessThan(40_000);
    expect(busiest(dials)).toBe(8);
  });

  test("come at once to whoever asks alone", async () => {
    const { clock, dials, ask } = start();
    await clock.pass(5_000);
    await ask();
    expect(dials).toEqual([5_000]);
  });

  test("that a held-up process missed are not made up for in a burst", async () => {
    const { clock, dials, login } = start();
    for (let i = 0; i < 100; i++) void login();
    await clock.pass(1_000);
    await clock.blockFor(3_000);
    await clock.pass(5_000);
    expect(busiest(dials)).toBeLessThanOrEqual(9);
  });

  test("are not lost to those who no longer want theirs", async () => {
    const { clock, dials, ask } = start();
    await ask();
    const gone = new AbortController();
    const waiting = Array.from({ length: 50 }, () => ask({}, gone.signal));
    const last = ask();
    gone.abort();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => null));
    await clock.pass(125);
    expect(await last).not.toBeNull();
    expect(dials).toEqual([0, 125]);
    expect(await ask({}, AbortSignal.abort())).toBeNull();
  });

  test("do not wait for a clock that was set back", async () => {
    const { clock, dials, ask } = start();
    await clock.pass(3_600_000);
    await ask();
    const { now } = clock;
    clock.now = () => new Date(now().getTime() - 3_000_000);
    void ask();
    await clock.pass(125);
    expect(dials).toHaveLength(2);
  });
});

describe("dials that are not answered yet", () => {
  test("are not joined by more than the machine can work on", async () => {
    const { clock, dials, knocks, ask } = start();
    for (let i = 0; i < 100; i++) void ask();
    await clock.pass(5_000);
    expect(dials).toHaveLength(16);
    knocks[0]?.answered();
    await clock.pass(1_000);
    expect(dials).toHaveLength(17);
  });

  test("hold nobody up for long", async () => {
    const { clock, dials, ask } = start();
    for (let i = 0; i < 100; i++) void ask();
    await clock.pass(60_000);
    expect(dials.length).toBeGreaterThan(90);
  });
});

describe("a WhatsApp that is not there", () => {
  test("is tried by one at a time, ever more seldom, by each in turn", async () => {
    const { clock, dials, gate } = start();
    const tried = new Set<number>();
    const refused = async (id: number): Promise<void> => {
      const who = {};
      for (;;) {
        const knock = await gate.turn(who, never);
        dials.push(clock.ms());
        tried.add(id);
        knock?.unanswered();
      }
    };
    for (let id = 0; id < 20; id++) void refused(id);
    await clock.pass(10_000);
    expect(dials.length).toBeLessThanOrEqual(8);
    const { length } = dials;
    await clock.pass(600_000);
    expect(dials.length - length).toBeLessThanOrEqual(60);
    expect(tried.size).toBe(20);
  });

  test.each([20_000, 3 * 3_600_000])(
    "%i ms long: 300 sessions are back within a minute",
    async (outageMs) => {
      const { clock, dials, gate } = start();
      const back: number[] = [];
      for (let id = 0; id < 300; id++) void comeBack(gate, clock, { outageMs, dials, back });
      await clock.pass(outageMs);
      expect(back).toEqual([]);
      await clock.pass(60_000);
      expect(back).toHaveLength(300);
      expect(busiest(dials)).toBeLessThanOrEqual(9);
    },
  );

  test("is found back by the first who is answered, whatever was dialled before him fails later", async () => {
    const { clock, knocks, dials, ask } = start();
    for (let i = 0; i < 100; i++) void ask();
    await clock.pass(1_000);
    expect(dials).toHaveLength(9);
    const [first, ...before] = knocks;
    first?.answered();
    expect(before.map((knock) => knock.unanswered())).toEqual(before.map(() => false));
    await clock.pass(1_000);
    expect(dials).toHaveLength(17);
  });

  test("is not concluded from one or two sessions that fail again and again", async () => {
    const { clock, ask, dials } = start();
    const lonely = [{}, {}];
    for (let i = 0; i < 20; i++) {
      const asked = ask(lonely[i % 2]);
      await clock.pass(125);
      expect((await asked)?.unanswered()).toBe(false);
    }
    void ask();
    await clock.pass(125);
    expect(dials).toHaveLength(21);
  });
});

type Return = { outageMs: number; dials: number[]; back: number[] };

/** As a session does: it is refused at once for as long as the outage lasts, and waits a while before it asks again. */
async function comeBack(
  gate: DialGate,
  clock: ReturnType<typeof createVirtualClock>,
  { outageMs, dials, back }: Return,
): Promise<void> {
  const who = {};
  for (;;) {
    const knock = await gate.turn(who, never);
    dials.push(clock.ms());
    if (clock.ms() >= outageMs) {
      knock?.answered();
      back.push(clock.ms());
      return;
    }
    knock?.unanswered();
    await new Promise<void>((resolve) => clock.after(4_000, resolve));
  }
}
