// Whether anything was sent by a process whose shard had been given to another.

import type { Facts } from "./facts.ts";

/** An epoch was seen at the earliest when it began, so whatever was taken under an older one after that is stale. */
export function stale({ taken, epochs }: Facts): string[] {
  const sightings = new Map<number, { epoch: number; at: number }[]>();
  for (const { shard, epoch, at } of epochs.sightings) {
    const known = sightings.get(shard) ?? [];
    known.push({ epoch, at });
    sightings.set(shard, known);
  }
  const madeUnder = new Map(epochs.attempts.map((each) => [each.attempt, each]));
  return taken.flatMap(({ attempt, at }) => {
    const own = madeUnder.get(attempt);
    if (own === undefined) return [];
    const newer = sightings.get(own.shard)?.find((seen) => seen.epoch > own.epoch && seen.at < at);
    if (newer === undefined) return [];
    const lateMs = at - newer.at;
    return [
      `${attempt} left under epoch ${own.epoch}, ${lateMs} ms after ${newer.epoch} of ${own.shard} was seen`,
    ];
  });
}
