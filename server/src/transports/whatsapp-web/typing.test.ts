// Somebody typing, before a text arrives: for as long as the sender's message wants it, and part of its send.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openLinked, text } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";
import { systemClock } from "./time.ts";
import type { Clock } from "./time.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

const typingMs = 7777;
let last = 5_511_990_000_000;
let people = 14_155_550_900;

/** The typing lasts until the test ends it. */
function heldClock(): Clock & { typed: PromiseWithResolvers<void>; calledOff: number } {
  const typed = Promise.withResolvers<void>();
  const clock = {
    ...systemClock,
    typed,
    calledOff: 0,
    after: (ms: number, run: () => void) => {
      if (ms !== typingMs) return systemClock.after(ms, run);
      void typed.promise.then(run);
      return () => void clock.calledOff++;
    },
  };
  return clock;
}

async function typing() {
  const clock = heldClock();
  const address = `+${++last}`;
  const rig = await openLinked(whatsapp, { address, deps: { clock } });
  const person = `+${++people}`;
  const device = async () => {
    const { accounts } = await whatsapp.get("web");
    const all = accounts as {
      phone: string;
      devices: { presence: string | null; typing: { state: string }[] }[];
    }[];
    return all.find(({ phone }) => phone === digits(address))!.devices[0]!;
  };
  const seen = async () => (await device()).typing.map(({ state }) => state);
  const received = () => whatsapp.received(person);
  return { clock, address, rig, person, device, seen, received };
}

describe("a text with a time for typing", () => {
  test("is seen being typed, and arrives when that is over", async () => {
    const { clock, rig, person, seen, received } = await typing();
    const sending = rig.session.send({ ...text(person), typingMs }, AbortSignal.timeout(15_000));
    await vi.waitFor(async () => expect(await seen()).toEqual(["composing"]));
    expect(await received()).toEqual([]);
    clock.typed.resolve();
    expect(await sending).toMatchObject({ kind: "accepted" });
    expect(await seen()).toEqual(["composing", "paused"]);
    await vi.waitFor(async () => expect(await received()).toHaveLength(1));
    await rig.session.close();
  });

  test("given up meanwhile, it goes later: the typing ends, and nothing has left", async () => {
    const { clock, rig, person, seen, received } = await typing();
    const giveUp = new AbortController();
    const sending = rig.session.send({ ...text(person), typingMs }, giveUp.signal);
    await vi.waitFor(async () => expect(await seen()).toEqual(["composing"]));
    giveUp.abort();
    expect(await sending).toMatchObject({ kind: "later", counts: false });
    await vi.waitFor(async () => expect(await seen()).toEqual(["composing", "paused"]));
    expect(clock.calledOff).toBe(1);
    expect(await received()).toEqual([]);
    await rig.session.close();
  });

  test("when the connection ends meanwhile, it goes later, and nothing has left", async () => {
    const { rig, address, person, seen, received } = await typing();
    const sending = rig.session.send({ ...text(person), typingMs }, AbortSignal.timeout(15_000));
    await vi.waitFor(async () => expect(await seen()).toEqual(["composing"]));
    await whatsapp.disconnect(address, "drop");
    expect(await sending).toMatchObject({ kind: "later", scope: "sender", counts: false });
    expect(await received()).toEqual([]);
    await rig.session.close();
  });

  test("without one, or of another kind, it is not typed", async () => {
    const { rig, person, seen, received } = await typing();
    const place = { type: "location", location: { latitude: 1, longitude: 2 } } as const;
    await rig.session.send(text(person), AbortSignal.timeout(15_000));
    await rig.session.send({ ...text(person), message: place, typingMs }, AbortSignal.timeout(15_000));
    await vi.waitFor(async () => expect(await received()).toHaveLength(2));
    expect(await seen()).toEqual([]);
    await rig.session.close();
  });

  test("does not leave the number online: its owner's phone has to ring", async () => {
    const { clock, rig, person, device } = await typing();
    const sending = rig.session.send({ ...text(person), typingMs }, AbortSignal.timeout(15_000));
    // Apps show typing of those only who are online.
    await vi.waitFor(async () => expect((await device()).presence).toBe("available"));
    clock.typed.resolve();
    await sending;
    await vi.waitFor(async () => expect((await device()).presence).toBe("unavailable"));
    await rig.session.close();
  });
});
