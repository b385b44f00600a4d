// A receipt is confirmed to WhatsApp only once it is durable: whatever becomes of the process, it is not lost.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openAnew, openNext, send, text } from "./testing/rig.ts";
import type { Rig, RigOptions } from "./testing/rig.ts";
import { startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

const linked = (options?: RigOptions) => openAnew(whatsapp, options);

describe("a receipt", () => {
  const statusesOf = (rig: Rig, correlation: string) => rig.statuses(correlation).map(({ status }) => status);

  test("that came and was not kept before the process died comes again", async () => {
    let isKilled = false;
    const rig = await linked({
      keep: async (events) => {
        if (events.some(({ kind }) => kind === "status")) isKilled = true;
        // A process that is gone neither stores nor fails.
        if (isKilled) await new Promise(() => {});
      },
    });
    const message = text("+14155550240");
    await send(rig, message);
    await vi.waitFor(() => expect(isKilled).toBe(true));
    // Another process takes over; WhatsApp sends the old one away, which has confirmed nothing.
    const next = await openNext(whatsapp, rig, rig.memory.copy());
    await vi.waitFor(() => expect(statusesOf(next, message.correlation)).toEqual(["delivered", "read"]));
    expect(statusesOf(rig, message.correlation)).toEqual([]);
    await next.session.close();
  });

  test("that the store refused is confirmed once it is kept, and does not come again", async () => {
    let refusals = 2;
    const rig = await linked({
      keep: async (events) => {
        if (events.some(({ kind }) => kind === "status") && refusals-- > 0) throw new Error("no room");
      },
    });
    const message = text("+14155550241");
    await send(rig, message);
    await vi.waitFor(() => expect(statusesOf(rig, message.correlation)).toEqual(["delivered", "read"]));
    await rig.session.close();
    const next = await openNext(whatsapp, rig, rig.memory.copy());
    const after = text("+14155550241");
    await send(next, after);
    await vi.waitFor(() => expect(statusesOf(next, after.correlation)).toEqual(["delivered", "read"]));
    expect(statusesOf(next, message.correlation)).toEqual([]);
    await next.session.close();
  });

  test("lost on its way to the store is told once by the same session's next connection", async () => {
    let isAway = true;
    const rig = await linked({
      keep: async (events) => {
        if (isAway && events.some(({ kind }) => kind === "status")) throw new Error("away");
      },
    });
    const message = text("+14155550242");
    await send(rig, message);
    await whatsapp.disconnect(rig.address, "drop");
    isAway = false;
    await vi.waitFor(() => expect(statusesOf(rig, message.correlation)).toContain("read"));
    expect(statusesOf(rig, message.correlation).filter((status) => status === "read")).toHaveLength(1);
    await rig.session.close();
  });
});
