// What tenants want to send: many messages to the same people, of all classes and policies, drawn under a seed.

import type { Accepted } from "../check/facts.ts";
import type { Random } from "../random.ts";
import type { Sender } from "./tenants.ts";

export type Wanted = Pick<Accepted, "sender" | "number" | "to" | "category" | "policy" | "text">;

/** One sender's messages, in order. */
export type Stream = { next(): Wanted };

/** Talks go on side by side, so that order can break: ten people hear from the sender in turn, four times each. */
const talksAtOnce = 10;
const turns = 4;

export function streamOf(tenant: string, sender: Sender, random: Random): Stream {
  let n = 0;
  return {
    next: () => {
      const block = Math.floor(n / (talksAtOnce * turns));
      const to = person(block * talksAtOnce + (n % talksAtOnce));
      n += 1;
      return {
        sender: sender.id,
        number: sender.number,
        to,
        ...kindOf(random.next()),
        text: `${tenant} ${sender.number}/${n}`,
      };
    },
  };
}

/** A doubt about a code or about what must arrive is answered by a second copy; all else is sent at most once. */
function kindOf(chance: number): Pick<Wanted, "category" | "policy"> {
  if (chance < 0.1) return { category: "authentication", policy: "otp" };
  if (chance < 0.15) return { category: "authentication", policy: "once" };
  if (chance < 0.18) return { category: "utility", policy: "must" };
  return { category: chance < 0.75 ? "utility" : "marketing", policy: "once" };
}

/** The same people for every sender of every tenant. No number ends like one of the simulator's magic ones. */
function person(n: number): string {
  return `1415${6_000_000 + Math.floor(n / 9_000) * 10_000 + 1_000 + (n % 9_000)}`;
}
