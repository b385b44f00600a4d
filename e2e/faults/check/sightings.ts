// Remembers the highest status each message was ever shown with, and every time it was shown with a lower one.

import type { Downgrade } from "./facts.ts";

export type Sightings = {
  see(id: string, status: string): void;
  downgrades(): readonly Downgrade[];
  /** How many statuses were looked at. */
  count(): number;
};

/** What evidence has proved is never taken back; what only we say may change. */
const rank: Readonly<Record<string, number>> = { sent: 1, failed: 2, delivered: 3, read: 4, played: 5 };

export function createSightings(): Sightings {
  const highest = new Map<string, string>();
  const downgrades: Downgrade[] = [];
  let count = 0;
  return {
    see: (id, status) => {
      count += 1;
      const before = highest.get(id);
      const [had, has] = [rank[before ?? ""] ?? 0, rank[status] ?? 0];
      if (before !== undefined && has < had) downgrades.push({ id, from: before, to: status });
      // What was said to be lower is the measure from now on: one downgrade is told once.
      highest.set(id, status);
    },
    downgrades: () => downgrades,
    count: () => count,
  };
}
