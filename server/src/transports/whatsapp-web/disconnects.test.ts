// Every way a connection can end, and what the session makes of it.

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { SessionState } from "../transport.ts";
import { hurriedClock, openAnew, openNext, openRig, promptTiming, send, text } from "./testing/rig.ts";
import type { Rig, RigOptions } from "./testing/rig.ts";
import { createTestMemory } from "./testing/session-memory.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { Ending, WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());
// What one test breaks and does not live to repair is not for the next one to meet.
afterEach(() => whatsapp.putFaults({}));

const linked = (options?: RigOptions) => openAnew(whatsapp, options);

/** Each time it waits longer than before: what another would do by itself within its first waits is done after that. */
async function comesBackOften(rig: Rig): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("reconnecting");
    await rig.reaches("connected");
  }
}

describe("a connection that ended and may come back", () => {
  test.each<[Ending, string]>([
    ["restart", "restart_required"],
    ["unavailable", "whatsapp_unavailable"],
    ["stream_end", "connection_lost"],
    ["drop", "connection_lost"],
  ])("%s: reconnects, and sends again", async (ending, reason) => {
    const rig = await linked();
    await whatsapp.disconnect(rig.address, ending);
    await rig.reaches("reconnecting", reason);
    await rig.reaches("connected");
    expect(await send(rig, text("+14155550100"))).toMatchObject({ kind: "accepted" });
    await rig.session.close();
  });

  test("silence: noticed by the keep-alive", async () => {
    const timing = { ...promptTiming, keepAliveMs: 300 };
    const rig = await linked({ deps: { timing } });
    await whatsapp.disconnect(rig.address, "silence");
    await rig.reaches("reconnecting", "connection_lost");
    await rig.reaches("connected");
    await rig.session.close();
  }, 25_000);

  test.each([500, 503] as const)("a login refused with %i: tries again until it works", async (code) => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { connecting: { refuse_login: code } } });
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("reconnecting", code === 500 ? "session_failing" : "whatsapp_unavailable");
    await whatsapp.putFaults({});
    await rig.reaches("connected");
    await rig.session.close();
  });

  test("a login refused with 405: tries again slowly, and says why", async () => {
    const waits: number[] = [];
    const rig = await linked({ deps: { clock: hurriedClock(waits) } });
    await whatsapp.putFaults({ web: { connecting: { refuse_login: 405 } } });
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("reconnecting", "client_outdated");
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(300_000);
    await whatsapp.putFaults({});
    await rig.reaches("connected");
    await rig.session.close();
  });

  test.each([
    [503, "whatsapp_unavailable"],
    // No ban: only WhatsApp's own words are.
    [403, "connection_lost"],
  ])("an upgrade refused with %i, at which Baileys hangs for ever", async (status, reason) => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { connecting: { refuse_upgrade: status } } });
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("reconnecting", "connection_lost");
    await rig.reaches("reconnecting", reason);
    await whatsapp.putFaults({});
    await rig.reaches("connected");
    await rig.session.close();
  });

  test("a server that is not there: tries again", async () => {
    const endpoint = { ...whatsapp.endpoint, webSocketUrl: "ws://127.0.0.1:9/ws/chat" };
    const rig = await openRig(whatsapp, { deps: { endpoint, clock: hurriedClock() } });
    await rig.reaches("reconnecting", "connection_lost");
    await rig.reaches("reconnecting", "connection_lost");
    await rig.session.close();
  });

  test("a badly behaving session: given up after five tries", async () => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { connecting: { refuse_login: 500 } } });
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches("stopped", "session_failing");
    await whatsapp.putFaults({});
    await rig.session.close();
  });
});

describe("a connection that ended for good", () => {
  test.each<[Ending, SessionState, string, string]>([
    ["replaced", "replaced", "replaced_elsewhere", "session_not_connected"],
    ["banned", "banned", "banned_by_whatsapp", "session_banned"],
    ["device_removed", "logged_out", "logged_out_on_phone", "session_logged_out"],
  ])("%s: does not come back, and messages wait for a person", async (ending, state, reason, code) => {
    const rig = await linked();
    const other = await linked();
    const { logins } = (await whatsapp.account(rig.address)).devices[0]!;
    await whatsapp.disconnect(rig.address, ending);
    await rig.reaches(state, reason);
    const outcome = await send(rig, text("+14155550100"));
    expect(outcome).toMatchObject({
      kind: "later",
      scope: "sender",
      afterMs: expect.any(Number),
      counts: false,
      error: { code },
    });
    await comesBackOften(other);
    const now = await whatsapp.account(rig.address);
    expect(now.devices[0]?.logins ?? logins).toBe(logins);
    expect(rig.memory.rows.has("creds/main")).toBe(state !== "logged_out");
    expect(rig.memory.rows.size === 0).toBe(state === "logged_out");
    await rig.session.close();
    await other.session.close();
  });

  test.each([401, 403] as const)("a login refused with %i ends it too", async (code) => {
    const rig = await linked();
    await whatsapp.putFaults({ web: { connecting: { refuse_login: code } } });
    await whatsapp.disconnect(rig.address, "drop");
    await rig.reaches(code === 401 ? "logged_out" : "banned");
    await whatsapp.putFaults({});
    await rig.session.close();
  });
});

describe("a zombie", () => {
  test("that acknowledges nothing any more is hung up and dialled again", async () => {
    const rig = await linked({ deps: { timing: { ...promptTiming, ackMs: 2000 } } });
    await whatsapp.putFaults({ web: { ack_loss: 1 } });
    for (let i = 0; i < 3; i++)
      expect(await send(rig, text("+14155550100"))).toMatchObject({ kind: "unknown" });
    await rig.reaches("reconnecting", "not_acknowledged");
    await whatsapp.putFaults({});
    await rig.reaches("connected");
    expect(await send(rig, text("+14155550100"))).toMatchObject({ kind: "accepted" });
    await rig.session.close();
  });
});

describe("one connection at a time", () => {
  test("whatever happens meanwhile, and the old one is gone before the new one is dialled", async () => {
    const rig = await linked();
    for (let i = 0; i < 5; i++) {
      await whatsapp.disconnect(rig.address, i % 2 ? "drop" : "restart");
      await rig.reaches("connected");
      const { sockets } = await whatsapp.get("web");
      expect(sockets).toBe(1);
    }
    await rig.session.close();
    await vi.waitFor(async () => expect((await whatsapp.get("web"))["sockets"]).toBe(0));
  });

  test("a closed session says nothing and dials nothing any more", async () => {
    const rig = await linked();
    await rig.session.close();
    const told = rig.events.length;
    const { logins } = (await whatsapp.account(rig.address)).devices[0]!;
    const other = await linked();
    await comesBackOften(other);
    await other.session.close();
    expect(rig.events.length).toBe(told);
    expect((await whatsapp.account(rig.address)).devices[0]?.logins).toBe(logins);
    const again = await openNext(whatsapp, rig, rig.memory);
    await again.session.close();
  });

  test("a session closed while it dials leaves no connection behind for the next owner", async () => {
    const rig = await linked();
    await rig.session.close();
    rig.memory.delayMs = 20;
    const loginsNow = async () => (await whatsapp.account(rig.address)).devices[0]!.logins;
    type Moment = (brief: Rig, before: { reads: number; logins: number }) => unknown;
    const moments: Moment[] = [
      () => undefined,
      (_, { reads }) => expect(rig.memory.reads).toBeGreaterThan(reads),
      async () => expect((await whatsapp.get("web"))["sockets"]).toBe(1),
      async (_, { logins }) => expect(await loginsNow()).toBeGreaterThan(logins),
      (brief) => expect(brief.states()).toContain("connected"),
    ];
    for (const moment of moments) {
      const before = { reads: rig.memory.reads, logins: await loginsNow() };
      const brief = await openRig(whatsapp, { address: rig.address, memory: rig.memory });
      await vi.waitFor(() => moment(brief, before), { timeout: 5_000, interval: 1 });
      await brief.session.close();
    }
    const options = { address: rig.address, memory: rig.memory, deps: { clock: hurriedClock() } };
    const next = await openRig(whatsapp, options);
    await next.reaches("connected");
    await comesBackOften(next);
    const back = ["reconnecting: connection_lost", "connected"];
    expect(next.states()).toEqual(["starting", "connected", ...back, ...back, ...back]);
    expect((await whatsapp.get("web"))["sockets"]).toBe(1);
    await next.session.close();
  });

  test("a session without a memory answers, and says what it lacks", async () => {
    const rig = await openRig(whatsapp, { memory: createTestMemory() });
    await rig.session.close();
    const { createWhatsAppWebTransport } = await import("./index.ts");
    const fetchMedia = () => Promise.reject(new Error("none"));
    const transport = createWhatsAppWebTransport({ production: true, fetchMedia, log: () => {} });
    const account = { senderId: "snd_1", address: "+15550100000", config: {}, secrets: {} };
    const session = await transport.open(account, async () => {});
    expect(await session.send(text("+14155550100"), AbortSignal.timeout(1000))).toMatchObject({
      kind: "later",
      error: { code: "invalid_sender_config" },
    });
    await session.close();
  });
});
