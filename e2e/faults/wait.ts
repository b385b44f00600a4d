// Waiting, outside of a test runner as well: for a named state with a deadline, and for a fault's own time.

import { setTimeout as delay } from "node:timers/promises";

export type Patience = { timeoutMs: number; everyMs?: number };

/** Resolves to the first answer that is neither null nor false. A check that throws has not seen it yet. */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | false> | T | null | false,
  { timeoutMs, everyMs = 100 }: Patience,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let trouble = "";
    try {
      const seen = await check();
      if (seen !== null && seen !== false) return seen;
    } catch (error) {
      trouble = `: ${String(error)}`;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms${trouble}`);
    await delay(everyMs);
  }
}

/** How long a fault lasts, or when it comes, is part of the fault. */
export function last(ms: number): Promise<void> {
  return delay(ms);
}
