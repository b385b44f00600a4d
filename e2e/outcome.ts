// What becomes of messages and sessions, waited for as a caller does: asked for again until the API says so.

import { expect, vi } from "vitest";
import { simulate } from "./simulated.ts";
import type { Json, Stack } from "./stack.ts";

/** Whoever asks the API under a key. */
export type Asks = Pick<Stack, "request">;

const patience = { timeout: 40_000, interval: 100 };

/** The message, once it has that status. */
export function messageIn({ request }: Asks, id: string, status: string): Promise<Json> {
  return vi.waitFor<Json>(async () => {
    const { body } = await request("GET", `/v1/messages/${id}`);
    expect(body["status"], JSON.stringify(body["timeline"])).toBe(status);
    return body;
  }, patience);
}

/** The same, once our own note of the provider's answer is there as well: what webhooks tell may be quicker. */
export async function notedIn(asks: Asks, id: string, status: string): Promise<Json> {
  await messageIn(asks, id, status);
  return vi.waitFor<Json>(async () => {
    const { body } = await asks.request("GET", `/v1/messages/${id}`);
    expect(body["timeline"].map((entry: Json) => entry["type"])).toContain("attempt_accepted");
    return body;
  }, patience);
}

/** The session, once it is in that state. */
export function sessionIn({ request }: Asks, sender: string, state: string): Promise<Json> {
  return vi.waitFor<Json>(async () => {
    const { body } = await request("GET", `/v1/senders/${sender}/session`);
    expect(body["state"], JSON.stringify(body)).toBe(state);
    return body;
  }, patience);
}

/** Starts the sender's session, and has a phone of the simulator scan the QR code it shows. */
export async function linkPhone(
  asks: Asks,
  { sender, phone, simulatorUrl }: { sender: string; phone: string; simulatorUrl: string },
): Promise<void> {
  expect((await asks.request("POST", `/v1/senders/${sender}/session/start`)).status).toBe(202);
  await sessionIn(asks, sender, "pairing");
  const qr = await vi.waitFor(async () => {
    const answer = await asks.request("GET", `/v1/senders/${sender}/session/qr`);
    expect(answer.status).toBe(200);
    return answer.body["qr"];
  }, patience);
  await simulate(simulatorUrl, `people/${phone}/scan`, "POST", { qr });
  await sessionIn(asks, sender, "connected");
}

/** Until no message waits, is in flight or is in doubt: everybody in these stories reads what they receive. */
export async function settled({ request }: Asks): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const status of ["queued", "sending", "unknown", "sent", "delivered"]) {
        const { body } = await request("GET", `/v1/messages?status=${status}&limit=1`);
        expect(body["data"], status).toEqual([]);
      }
    },
    { timeout: 90_000, interval: 200 },
  );
}
