// Messages sent at a steady rate while something else happens, and what the people of the simulator received.

import { expect, vi } from "vitest";
import type { Json } from "../stack.ts";
import type { Client } from "./https-client.ts";

export type Load = {
  /** Resolves when that many more were accepted. */
  more(count: number): Promise<void>;
  /** Resolves when all is answered; rejects with the first request that failed. */
  stop(): Promise<{ people: string[]; askedAgain: number }>;
};

const everyMs = 50;

/** A send and a read at each tick. A send that a proxy could not pass on is asked for again under its key. */
export function startLoad(client: Client, message: (to: string) => object): Load {
  const people: string[] = [];
  const going: Promise<void>[] = [];
  let accepted = 0;
  let askedAgain = 0;
  const send = async (to: string): Promise<void> => {
    const headers = { "idempotency-key": `load-${to}` };
    await vi.waitFor(
      async () => {
        const { status, body } = await client.request("POST", "/v1/messages", message(to), headers);
        if (status === 502) askedAgain += 1;
        expect(status, JSON.stringify(body)).toBe(202);
      },
      { timeout: 30_000, interval: 200 },
    );
    accepted += 1;
  };
  const read = async (): Promise<void> => {
    expect((await client.request("GET", "/v1/messages?limit=1")).status).toBe(200);
  };
  const timer = setInterval(() => {
    const to = `+1415777${2_000 + people.length}`;
    people.push(to);
    for (const one of [send(to), read()]) {
      // Told by `stop`, which waits for all.
      one.catch(() => undefined);
      going.push(one);
    }
  }, everyMs);
  return {
    more: async (count) => {
      const wanted = accepted + count;
      await vi.waitUntil(() => accepted >= wanted, { timeout: 40_000 });
    },
    stop: async () => {
      clearInterval(timer);
      await Promise.all(going);
      return { people, askedAgain };
    },
  };
}

/** How many copies of a message each person received. */
export async function countCopies(simulatorUrl: string): Promise<Map<string, number>> {
  const copies = new Map<string, number>();
  let after = "";
  for (;;) {
    const response = await fetch(`${simulatorUrl}/_sim/ledger?limit=1000${after}`);
    const page: Json = await response.json();
    for (const { to } of page.data) copies.set(`+${to}`, (copies.get(`+${to}`) ?? 0) + 1);
    if (page.next === null || page.next === undefined) return copies;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

/** Until no message waits, is in flight, or is in doubt: everybody here reads what they receive. */
export async function settled(client: Client): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const status of ["queued", "sending", "unknown", "sent", "delivered"]) {
        const { body } = await client.request("GET", `/v1/messages?status=${status}&limit=1`);
        expect(body["data"], status).toEqual([]);
      }
    },
    { timeout: 90_000, interval: 500 },
  );
}
