// WhatsApp lets a number begin no new chats: what is told of it, and what becomes of messages.

import { NewChatMessageCappingStatusType } from "baileys";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { lockOfCap, lockOfNotice, lockOfRefusal } from "./new-chats.ts";
import { hurriedClock, openAnew, send, text } from "./testing/rig.ts";
import type { Rig } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

const hour = 3_600_000;
let people = 14_155_550_800;
const nextPerson = () => `+${++people}`;

const linked = () => openAnew(whatsapp);

/** How many hours from now the last lock told ends; null when it was lifted, undefined when none was told. */
function hoursLeft(rig: Rig): number | null | undefined {
  const told = rig.locks().at(-1);
  if (!told) return undefined;
  return told.until === null ? null : Math.round((told.until.getTime() - Date.now()) / hour);
}

function restrict(rig: { address: string }, body: object): Promise<unknown> {
  return whatsapp.post(`web/${digits(rig.address)}/restrict`, body);
}

describe("a number that may begin no new chats", () => {
  test.each(["lock", "cap"])("by a %s: is told until when, and that it was lifted", async (by) => {
    const rig = await linked();
    await restrict(rig, { minutes: 180, by });
    await vi.waitFor(() => expect(hoursLeft(rig)).toBe(3));
    await rig.reaches("connected", "new_chats_locked");
    await restrict(rig, { minutes: 0, by });
    await vi.waitFor(() => expect(hoursLeft(rig)).toBeNull());
    expect(rig.states().at(-1)).toBe("connected");
    await rig.session.close();
  });

  test("without being told when it ends: a day", async () => {
    const rig = await linked();
    await restrict(rig, { minutes: 180, tell_end: false });
    await vi.waitFor(() => expect(hoursLeft(rig)).toBe(24));
    await rig.session.close();
  });

  test("learns it from the first refusal, tried once; known chats go on", async () => {
    const rig = await linked();
    const known = nextPerson();
    await send(rig, text(known));
    await restrict(rig, { minutes: 180, tell: false });
    expect(rig.locks()).toEqual([]);
    const before = await whatsapp.tally();
    expect(await send(rig, text(nextPerson()))).toMatchObject({
      kind: "refused",
      error: { code: "sender_quality_restricted", providerCode: "463" },
    });
    // At once for a day, and as soon as WhatsApp has been asked, until it says.
    await vi.waitFor(() => expect(hoursLeft(rig)).toBe(3));
    expect(rig.locks()[0]?.until?.getTime()).toBeGreaterThan(Date.now() + 23 * hour);
    expect(await send(rig, text(known))).toMatchObject({ kind: "accepted" });
    expect((await whatsapp.tally())["errorAcks"]).toBe(before["errorAcks"]! + 1);
    await rig.session.close();
  });

  test("still says so after a reconnection, and no more when the lock is over", async () => {
    const time = { offset: 0 };
    const now = () => new Date(Date.now() + time.offset);
    const clock = { ...hurriedClock(), now };
    const rig = await openAnew(whatsapp, { deps: { clock } });
    await restrict(rig, { minutes: 180 });
    await rig.reaches("connected", "new_chats_locked");
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("reconnecting", "connection_lost");
    await rig.reaches("connected", "new_chats_locked");
    time.offset = 3 * hour;
    await vi.waitFor(() => expect(rig.states().at(-1)).toBe("connected"));
    expect(rig.locks()).toHaveLength(1);
    await rig.session.close();
  });

  test("is told apart from a person without a token, who is refused with the same code", async () => {
    const rig = await linked();
    const person = nextPerson();
    await whatsapp.putFaults({ people: { [digits(person)]: { ack_error: 463 } } });
    expect(await send(rig, text(person))).toMatchObject({ kind: "refused" });
    await vi.waitFor(() => expect(hoursLeft(rig)).toBeNull());
    await whatsapp.putFaults({});
    await rig.session.close();
  });
});

describe("the end of a lock", () => {
  const now = new Date("2026-03-01T12:00:00.250Z");
  const at = (hours: number) => new Date(Date.parse("2026-03-01T12:00:00Z") + hours * hour);
  const standIn = new Date(now.getTime() + 60_000);
  const day = new Date(now.getTime() + 24 * hour);

  test.each([
    ["as WhatsApp says", { isActive: true, timeEnforcementEnds: at(2) }, null, at(2)],
    ["not Baileys' stand-in for none", { isActive: true, timeEnforcementEnds: standIn }, null, day],
    ["nor one that has passed", { isActive: true, timeEnforcementEnds: at(-1) }, null, day],
    ["known already, when none is said", { isActive: true }, at(5), at(5)],
    ["lifted", { isActive: false }, at(5), null],
  ])("%s", (_, notice, known, expected) => {
    expect(lockOfNotice(notice, known, now)).toEqual(expected);
  });

  test("of a refusal: the one that is known, and a day where that is over", () => {
    expect(lockOfRefusal(at(5), now)).toEqual(at(5));
    expect(lockOfRefusal(at(-5), now)).toEqual(day);
  });

  test("of the monthly cap: the cycle's; a warning locks nothing, and a number alone changes nothing", () => {
    const { CAPPED, FIRST_WARNING } = NewChatMessageCappingStatusType;
    const cycle_end_timestamp = String(at(100).getTime() / 1000);
    expect(lockOfCap({ capping_status: CAPPED, cycle_end_timestamp }, null, now)).toEqual(at(100));
    expect(lockOfCap({ capping_status: CAPPED }, null, now)).toEqual(day);
    expect(lockOfCap({ capping_status: FIRST_WARNING, cycle_end_timestamp }, at(5), now)).toBeNull();
    expect(lockOfCap({ used_quota: 3 }, at(5), now)).toEqual(at(5));
  });
});
