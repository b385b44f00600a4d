// The order in which a pool's senders are asked for one person: shared out by weight, and always the same.

import { createHash } from "node:crypto";
import type { Weighted } from "./policy.ts";

/**
 * Weighted rendezvous hashing: each sender draws a lot from the person's number and its own id. Shares are as the
 * weights say, whatever the order of the list, and when a sender comes or goes only its own people move. (Schindelhauer
 * and Schomaker, "Weighted Distributed Hash Tables", 2005: the logarithmic method.)
 */
export function byWeight(senders: readonly Weighted[], seed: string): Weighted[] {
  if (senders.length < 2) return [...senders];
  const lots = senders.map((sender) => ({ sender, lot: -Math.log(drawn(seed, sender.id)) / sender.weight }));
  return lots
    .toSorted((a, b) => a.lot - b.lot || (a.sender.id < b.sender.id ? -1 : 1))
    .map(({ sender }) => sender);
}

/** 0 < drawn < 1. */
function drawn(seed: string, id: string): number {
  const bits = createHash("sha256").update(`${seed} ${id}`).digest().readUIntBE(0, 6);
  return (bits + 0.5) / 2 ** 48;
}
