// Senders on phones of the simulator: created, linked and looked at by the API, as a person would.

import { expect, vi } from "vitest";
import type { Json, Stack } from "../stack.ts";
import type { WhatsApp } from "./whatsapp.ts";

export type LinkedPhone = { sender: string; phone: string };

/** Created one after another, linked side by side: scanning is what takes time. */
export async function linkPhones(stack: Stack, whatsapp: WhatsApp, count: number): Promise<LinkedPhone[]> {
  const phones: LinkedPhone[] = [];
  for (let n = 0; n < count; n += 1) {
    const name = `desk ${n}`;
    const { status, body } = await stack.request("POST", "/v1/senders", { name, transport: "whatsapp_web" });
    expect(status, JSON.stringify(body)).toBe(201);
    // No number ends like one of the simulator's magic ones.
    phones.push({ sender: body["id"], phone: String(15_557_012_001 + n) });
  }
  await Promise.all(phones.map((phone) => link(stack, whatsapp, phone)));
  return phones;
}

/** Starts the session, and scans its QR code for as long as it takes. */
export async function link(stack: Stack, whatsapp: WhatsApp, { sender, phone }: LinkedPhone): Promise<void> {
  await startSession(stack, sender);
  await sessionIn(stack, sender, "pairing");
  await vi.waitFor(
    async () => {
      const { status, body } = await stack.request("GET", `/v1/senders/${sender}/session/qr`);
      expect(status).toBe(200);
      await whatsapp.post(`people/${phone}/scan`, { qr: body["qr"] });
    },
    { timeout: 60_000, interval: 200 },
  );
  await sessionIn(stack, sender, "connected");
}

export async function startSession(stack: Stack, sender: string): Promise<void> {
  const { status } = await stack.request("POST", `/v1/senders/${sender}/session/start`);
  expect(status).toBe(202);
}

export async function sessionOf(stack: Stack, sender: string): Promise<Json> {
  return (await stack.request("GET", `/v1/senders/${sender}/session`)).body;
}

export async function sessionIn(stack: Stack, sender: string, state: string): Promise<Json> {
  return vi.waitFor<Json>(
    async () => {
      const session = await sessionOf(stack, sender);
      expect(session["state"], JSON.stringify(session)).toBe(state);
      return session;
    },
    { timeout: 90_000, interval: 150 },
  );
}

/** Until the other side sees every one of these phones' devices listening. */
export async function allOnline(whatsapp: WhatsApp, phones: readonly LinkedPhone[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const accounts = await whatsapp.accounts();
      const offline = phones.filter(({ phone }) => accounts.get(phone)?.devices[0]?.state !== "online");
      expect(offline).toEqual([]);
    },
    { timeout: 90_000, interval: 150 },
  );
}
