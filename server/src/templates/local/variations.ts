// Which of several variants a recipient gets, and how many there are: the same seed always gives the same text.

import type { Node } from "./spintax.ts";

/** 32 bits of a text (FNV-1a): spread, not secrecy. Once for each rendering; `pick` mixes in the place. */
export function hashSeed(seed: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** 0 … count - 1. Murmur3's finalizer makes neighbouring places and seeds independent of each other. */
export function pick(seedHash: number, site: number, count: number): number {
  let hash = seedHash ^ Math.imul(site + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.floor(((hash >>> 0) / 2 ** 32) * count);
}

/** More than this is many: no audience is larger. */
export const variationsMax = 1_000_000_000;

/**
 * How many different texts there are for the same values. Variants that are written alike count once; a choice inside
 * a condition counts as if the condition held.
 */
export function countVariations(nodes: readonly Node[]): number {
  return nodes.reduce((product, node) => Math.min(product * variantsOf(node), variationsMax), 1);
}

function variantsOf(node: Node): number {
  if (node.kind !== "choice") return 1;
  const distinct = new Map(node.branches.map((branch) => [JSON.stringify(written(branch)), branch]));
  const sum = [...distinct.values()].reduce((total, branch) => total + countVariations(branch), 0);
  return Math.min(sum, variationsMax);
}

/** What two branches share only when they are the same. */
function written(nodes: readonly Node[]): unknown[] {
  return nodes.map((node) => {
    if (node.kind === "text") return node.text;
    if (node.kind === "choice") return node.branches.map(written);
    return { [node.kind]: node.source };
  });
}
