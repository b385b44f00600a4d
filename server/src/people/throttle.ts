// How long to wait after tries that failed, and what counts as one place that tries. Pure.

import { isIPv6 } from "node:net";

/** What is counted: `free` tries without a wait, then one twice as long after each further failure. */
export type Pace = { free: number; firstMs: number; longestMs: number };

/** Somebody who mistypes has five tries; a guesser has 5 and then four an hour, whatever addresses they come from. */
export const accountPace: Pace = { free: 5, firstMs: 2_000, longestMs: 15 * 60_000 };
/** An address may be a whole office. */
export const addressPace: Pace = { free: 30, firstMs: 1_000, longestMs: 15 * 60_000 };
/** Mails that nobody asked for: three, then one in a quarter of an hour at most. */
export const mailPace: Pace = { free: 3, firstMs: 60_000, longestMs: 15 * 60_000 };

/** Failures are forgotten when none was added for so long. */
export const forgottenAfterMs = 24 * 60 * 60_000;

/** What to wait after so many failures, in milliseconds. */
export function waitAfter(failures: number, { free, firstMs, longestMs }: Pace): number {
  if (failures < free) return 0;
  // 2^40 s is beyond any longest wait.
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - free, 40));
}

/**
 * An address as a place: all of IPv4, and the /64 of IPv6, which is what one customer is given (RFC 6177). An IPv4
 * address in IPv6 clothes is itself.
 */
export function placeOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = "", tail] = (ip.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
