// The life of a session over connections that are made up: what it waits for, and what it does not.

import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../testing/virtual-clock.ts";
import { createLife } from "./connection.ts";
import type { Line, LineEvents, Told } from "./connection.ts";
import { createDialGate } from "./dial-gate.ts";

type Made = { events: LineEvents; line: Line };

function live({ end = async () => {} }: { end?: () => Promise<void> } = {}) {
  const clock = createVirtualClock();
  const told: Told[] = [];
  const lines: Made[] = [];
  const life = createLife({
    dial: async (events) => {
      const line = { linked: () => true, address: () => null, end };
      lines.push({ events, line });
      return line;
    },
    tell: (what) => void told.push(what),
    forget: async () => {},
    onDown: () => {},
    clock,
    qrMs: null,
    gate: createDialGate(clock),
    isCutOff: () => false,
  });
  const latest = (): LineEvents => lines.at(-1)!.events;
  /** Passes the time until so many lines were dialled, and says how much it was. */
  const untilDialled = async (count: number): Promise<number> => {
    const from = clock.ms();
    while (lines.length < count) await clock.pass(100);
    return clock.ms() - from;
  };
  return { clock, told, lines, life, latest, untilDialled };
}

const minute = 60_000;
const connectionLost = 428;

describe("a session that connects again and again", () => {
  test("comes back seldom after a dozen logins in an hour, says so, and is well again an hour later", async () => {
    const { clock, told, life, latest, untilDialled } = live();
    life.begin();
    for (let login = 1; login < 12; login++) {
      await untilDialled(login);
      latest().onOpen();
      await clock.pass(minute);
      latest().onEnd(connectionLost);
      expect(told.at(-1)?.reason).toBe("connection_lost");
    }
    await untilDialled(12);
    latest().onOpen();
    await clock.pass(minute);
    latest().onEnd(connectionLost);
    expect(told.at(-1)).toMatchObject({ state: "reconnecting", reason: "reconnecting_often" });
    expect(await untilDialled(13)).toBeGreaterThanOrEqual(5 * minute);
    latest().onOpen();
    await clock.pass(60 * minute);
    latest().onEnd(connectionLost);
    expect(told.at(-1)?.reason).toBe("connection_lost");
    expect(await untilDialled(14)).toBeLessThanOrEqual(2_000);
    await life.stop();
  });

  test("without ever being let in is only slowed down by its backoff", async () => {
    const { told, life, latest, untilDialled } = live();
    life.begin();
    for (let dial = 1; dial <= 20; dial++) {
      await untilDialled(dial);
      latest().onEnd(null);
    }
    expect(new Set(told.map(({ reason }) => reason))).toEqual(new Set([null, "connection_lost"]));
    await life.stop();
  });
});

describe("a session whose keys WhatsApp refuses", () => {
  test("is given up after five refusals in a row, whatever the network did before", async () => {
    const { told, life, latest, untilDialled } = live();
    life.begin();
    let dials = 0;
    const ends = async (code: number | null) => {
      await untilDialled(++dials);
      latest().onEnd(code);
    };
    for (let i = 0; i < 7; i++) await ends(null);
    for (let i = 0; i < 4; i++) await ends(500);
    expect(told.at(-1)).toMatchObject({ state: "reconnecting", reason: "session_failing" });
    await ends(null);
    for (let i = 0; i < 4; i++) await ends(500);
    expect(told.at(-1)?.state).toBe("reconnecting");
    await ends(500);
    await life.stop();
    expect(told.at(-1)).toMatchObject({ state: "stopped", reason: "session_failing" });
  });
});

describe("a line whose last write never returns", () => {
  test("does not keep the next one from being dialled, once the store must have given up", async () => {
    const { clock, lines, life, latest } = live({ end: () => new Promise(() => {}) });
    life.begin();
    await clock.pass(0);
    latest().onOpen();
    latest().onEnd(connectionLost);
    await clock.pass(40_000);
    expect(lines).toHaveLength(1);
    await clock.pass(10_000);
    expect(lines).toHaveLength(2);
    const stopped = life.stop();
    await clock.pass(minute);
    await stopped;
  });
});

describe("a session that waits for its turn to dial", () => {
  test("can be stopped meanwhile, and dials nobody", async () => {
    const { clock, lines, life, latest } = live();
    life.begin();
    await clock.pass(0);
    latest().onOpen();
    // 515: at once, and so within the gap the others are given.
    latest().onEnd(515);
    await clock.pass(0);
    await life.stop();
    await clock.pass(minute);
    expect(lines).toHaveLength(1);
  });
});
