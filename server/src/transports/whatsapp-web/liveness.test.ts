// A connection that looks open and is of no use: it is noticed, hung up and dialled again, and keeps its
// keys.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createIntake } from "./incoming/intake.ts";
import { openLinked, promptTiming, send, text } from "./testing/rig.ts";
import type { Rig } from "./testing/rig.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

let last = 5_512_010_000_000;
/** Long before the keep-alive of Baileys has anything to say. */
const timing = { ...promptTiming, probeMs: 150, probeAnswerMs: 150, stallMs: 400 };

function linked(times: Partial<typeof timing> = {}): Promise<Rig> {
  return openLinked(whatsapp, { address: `+${++last}`, deps: { timing: { ...timing, ...times } } });
}

describe("the probe", () => {
  test("notices a server that has fallen silent behind an open socket", async () => {
    const rig = await linked();
    await whatsapp.disconnect(rig.address, "silence");
    await rig.reaches("reconnecting", "not_answering");
    await rig.reaches("connected");
    expect(await send(rig, text("+14155551100"))).toMatchObject({ kind: "accepted" });
    // The same device: nobody had to link it again.
    expect((await whatsapp.account(rig.address)).devices).toHaveLength(1);
    await rig.session.close();
  }, 15_000);

  test("notices that what comes in is worked on no more, and nothing of it is lost", async () => {
    const rig = await linked();
    // A read that is never answered, as of a database connection that broke without a word.
    const read = rig.memory.read;
    let stuck = true;
    rig.memory.read = async (type, ids) =>
      stuck && type === "session" ? await new Promise(() => {}) : await read(type, ids);
    await whatsapp.reply("+14155551101", rig.address, "are you there?");
    await rig.reaches("reconnecting", "stream_stopped");
    stuck = false;
    await vi.waitFor(
      () => expect(rig.inbound().map(({ body }) => body["text"])).toEqual([{ body: "are you there?" }]),
      { timeout: 10_000 },
    );
    await rig.session.close();
  }, 20_000);

  test("leaves a connection alone that answers, busy or idle", async () => {
    const rig = await linked();
    for (let i = 0; i < 5; i++) await whatsapp.reply("+14155551102", rig.address, `${i}`);
    await vi.waitFor(() => expect(rig.inbound()).toHaveLength(5));
    const { tally } = await whatsapp.get("web");
    expect(tally).toBeDefined();
    for (let i = 0; i < 20; i++) await send(rig, text("+14155551102"));
    // Several probes and the time of a stall have passed once the last of these has come.
    await whatsapp.putFaults({ web: { latency_ms: { min: 100, max: 100 } } });
    for (let i = 0; i < 6; i++) await send(rig, text("+14155551102"));
    await whatsapp.putFaults({});
    expect(rig.states().filter((state) => state.startsWith("reconnecting"))).toEqual([
      "reconnecting: restart_required",
    ]);
    await rig.session.close();
  }, 20_000);
});

describe("messages taken and never acknowledged", () => {
  test("are said once in the log, and with the state until there is an answer", async () => {
    const rig = await linked({ ackMs: 200 });
    await whatsapp.putFaults({ web: { ack_loss: 1 } });
    for (let i = 0; i < 6; i++) {
      await rig.session.send(text("+14155551103"), AbortSignal.timeout(15_000));
    }
    await rig.reaches("reconnecting", "not_acknowledged");
    await rig.reaches("connected", "not_acknowledged");
    const alarms = rig.log.filter((line) => line.startsWith("error: WhatsApp acknowledged none"));
    expect(alarms).toEqual(["error: WhatsApp acknowledged none of the last 3 messages of snd_1."]);
    await whatsapp.putFaults({});
    await vi.waitFor(
      async () => expect(await send(rig, text("+14155551103"))).toMatchObject({ kind: "accepted" }),
      { timeout: 15_000 },
    );
    await vi.waitFor(() => expect(rig.states().at(-1)).toBe("connected"));
    await rig.session.close();
  }, 30_000);
});

describe("the intake", () => {
  const at = (ms: number) => new Date(1_000_000 + ms);

  test("has stopped when the oldest waits too long and nothing was done since it came", () => {
    const intake = createIntake();
    expect(intake.isStalled(at(999), 100)).toBe(false);
    intake.came("a", at(0));
    intake.came("b", at(50));
    expect(intake.isStalled(at(99), 100)).toBe(false);
    expect(intake.isStalled(at(100), 100)).toBe(true);
    intake.done("b", at(100));
    expect(intake.isStalled(at(500), 100)).toBe(false);
    intake.done("a", at(500));
    expect(intake.isStalled(at(9999), 100)).toBe(false);
  });

  test("does not take long work on many for a standstill", () => {
    const intake = createIntake();
    for (let i = 0; i < 100; i++) intake.came(`${i}`, at(0));
    for (let i = 0; i < 100; i++) {
      intake.done(`${i}`, at((i + 1) * 90));
      expect(intake.isStalled(at((i + 1) * 90 + 80), 100)).toBe(false);
    }
  });
});
