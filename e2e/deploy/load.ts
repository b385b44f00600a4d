// Messages sent at a steady rate while something else happens.

import { expect, vi } from "vitest";
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
