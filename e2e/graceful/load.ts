// Clients that send one message after the other with the product's own client, and how long each had to try again.

import { expect, vi } from "vitest";
import { createClient } from "../../server/src/client/index.ts";
import type { Stack } from "../stack.ts";

export type Load = {
  /** Resolves when that many more were accepted. */
  more(count: number): Promise<void>;
  /** The longest any client has gone without an answer since the last time this was asked, and what it heard. */
  outage(): { longestMs: number; heard: Record<string, number> };
  /** Resolves to whom a message was sent, when all is answered; rejects with the first send that failed. */
  stop(): Promise<string[]>;
};

type State = {
  people: string[];
  accepted: number;
  ended: boolean;
  longestMs: number;
  heard: Record<string, number>;
};

export function startLoad(stack: Stack, senders: readonly string[], clients = 3): Load {
  const state: State = { people: [], accepted: 0, ended: false, longestMs: 0, heard: {} };
  const running = Promise.all(
    Array.from({ length: clients }, (_, number) => sendUntilEnded(stack, senders, state, number)),
  );
  // Told by `stop`.
  running.catch(() => undefined);
  return {
    more: async (count) => {
      const wanted = state.accepted + count;
      await Promise.race([
        running,
        vi.waitUntil(() => state.accepted >= wanted, { timeout: 60_000, interval: 20 }),
      ]);
    },
    outage: () => {
      const { longestMs, heard } = state;
      state.longestMs = 0;
      state.heard = {};
      return { longestMs: Math.round(longestMs), heard };
    },
    stop: async () => {
      state.ended = true;
      await running;
      return state.people;
    },
  };
}

async function sendUntilEnded(
  stack: Stack,
  senders: readonly string[],
  state: State,
  number: number,
): Promise<void> {
  const client = createClient({
    url: stack.apiUrl,
    authorize: async () => stack.apiKey,
    onRetry: ({ status, code }) => {
      const heard = `${status ?? "none"} ${code}`;
      state.heard[heard] = (state.heard[heard] ?? 0) + 1;
    },
  });
  try {
    for (let n = 0; !state.ended; n += 1) {
      const to = person(number, n);
      state.people.push(to);
      const from = senders[state.people.length % senders.length] ?? "";
      const startedAt = performance.now();
      const message = { to, from, type: "text", text: { body: `for ${to}` } } as const;
      const result = await client.sendMessage(message, `load-${to}`);
      state.longestMs = Math.max(state.longestMs, performance.now() - startedAt);
      expect(result.ok ? null : result.failure).toBeNull();
      state.accepted += 1;
    }
  } finally {
    await client.close();
  }
}

/** Numbers that never end like one of the simulator's magic ones (0000 to 0010). */
function person(client: number, n: number): string {
  return `+1415${6_000_000 + client * 1_000_000 + Math.floor(n / 9_000) * 10_000 + 1_000 + (n % 9_000)}`;
}

export async function createSenders(stack: Stack, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const sender = { name: `desk ${n}`, transport: "sandbox" };
    const { status, body } = await stack.request("POST", "/v1/senders", sender);
    expect(status).toBe(201);
    ids.push(body["id"]);
  }
  return ids;
}
