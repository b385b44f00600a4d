// Linking a device to a phone and ending the link, and what the owner sees of it.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openLinked, openRig, promptTiming, send, sender, text } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let whatsapp: WhatsApp;
beforeAll(async () => {
  whatsapp = await startWhatsApp();
});
afterAll(() => whatsapp.stop());

describe("linking by QR code", () => {
  test("shows a code, restarts as WhatsApp asks, and is connected with its number", async () => {
    const rig = await openRig(whatsapp);
    const pairing = await rig.reaches("pairing");
    expect(pairing.qr?.text).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#2@/);
    expect((pairing.qr?.expiresAt.getTime() ?? 0) - pairing.at.getTime()).toBe(60_000);
    await whatsapp.scan(sender, pairing.qr?.text ?? "");
    expect(await rig.reaches("connected")).toMatchObject({ address: sender, qr: null });
    expect(rig.states()).toEqual(["starting", "pairing", "reconnecting: restart_required", "connected"]);
    expect(await send(rig, text("+14155550100"))).toMatchObject({ kind: "accepted" });
    await rig.session.close();
  });

  test("stops when nobody scans, and leaves nothing behind", async () => {
    const rig = await openRig(whatsapp, { deps: { timing: { ...promptTiming, qrMs: 30 } } });
    await rig.reaches("stopped", "pairing_timed_out");
    const codes = rig.events.filter((event) => event.kind === "session" && event.qr !== null);
    expect(codes.length).toBeGreaterThan(1);
    expect(rig.memory.rows.size).toBe(0);
    expect(await send(rig, text("+14155550100"))).toMatchObject({ error: { code: "session_not_connected" } });
    await rig.session.close();
  });

  test("survives the process: the same memory connects without a code", async () => {
    const address = "+5511940000001";
    const rig = await openLinked(whatsapp, { address });
    await rig.session.close();
    for (let i = 0; i < 3; i++) {
      const again = await openRig(whatsapp, { address, memory: rig.memory.copy() });
      await again.reaches("connected");
      expect(again.states()).toEqual(["starting", "connected"]);
      await again.session.close();
    }
  });
});

describe("linking by code", () => {
  test("the eight characters typed into the phone link the device", async () => {
    const address = "+5511940000002";
    const rig = await openRig(whatsapp, { address });
    const code = await rig.session.requestPairingCode(digits(address));
    expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/);
    await whatsapp.post(`people/${digits(address)}/enter-code`, { code });
    await rig.reaches("connected");
    expect(await send(rig, text("+14155550100"))).toMatchObject({ kind: "accepted" });
    await rig.session.close();
  });

  test("a code nobody types leaves nothing behind", async () => {
    const rig = await openRig(whatsapp, { address: "+5511940000003" });
    await rig.session.requestPairingCode("5511940000003");
    await rig.session.close();
    expect(rig.memory.rows.size).toBe(0);
  });

  test("a linked session has no code to give", async () => {
    const rig = await openLinked(whatsapp, { address: "+5511940000004" });
    await expect(rig.session.requestPairingCode("5511940000004")).rejects.toThrow("not waiting to be linked");
    await rig.session.close();
  });
});

describe("logging out", () => {
  test("unlinks the device at WhatsApp, forgets its keys, and says so once", async () => {
    const address = "+5511940000005";
    const rig = await openLinked(whatsapp, { address });
    expect((await whatsapp.account(address)).devices).toHaveLength(1);
    await rig.session.logout();
    expect((await whatsapp.account(address)).devices).toHaveLength(0);
    expect(rig.memory.rows.size).toBe(0);
    expect(rig.states().slice(-1)).toEqual(["logged_out: logged_out_here"]);
    await rig.session.close();
    expect(rig.memory.rows.size).toBe(0);
  });

  test("is not claimed while WhatsApp cannot be told", async () => {
    const rig = await openRig(whatsapp, { deps: { timing: { ...promptTiming, patienceMs: 200 } } });
    await rig.reaches("pairing");
    await expect(rig.session.logout()).rejects.toThrow("WhatsApp cannot be told");
    await rig.session.close();
  });
});

describe("what is logged", () => {
  test("carries neither keys nor numbers nor texts", async () => {
    const address = "+5511940000006";
    const rig = await openLinked(whatsapp, { address });
    await send(rig, text("+14155550110", "a private word"));
    await whatsapp.disconnect(address, "restart");
    await rig.reaches("connected");
    await whatsapp.disconnect(address, "device_removed");
    await rig.reaches("logged_out");
    await vi.waitFor(() => expect(rig.log.length).toBeGreaterThan(0));
    for (const line of rig.log) expect(line).not.toMatch(/\d{5,}|[A-Za-z0-9+/]{24,}|private word/);
    await rig.session.close();
  });
});
