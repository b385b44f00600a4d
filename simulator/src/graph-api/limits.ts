// Throughput, pair rate and call limits (Meta: limits), kept as arrival times: one number per stream.
import type { PhoneNumber } from "../business/index.ts";
import { peopleOf } from "../business/standing.ts";
import type { Network } from "../network.ts";
import { windowIsOpen } from "../people/window.ts";
import { GraphError } from "./graph-error.ts";

/** Both limits see the attempt before either is charged: a refused message uses up nothing. */
export function spendSend(network: Network, number: PhoneNumber, phone: number) {
  const now = network.clock.now();
  const { throughput_per_second, pair_interval_ms, pair_burst } = network.conditions.settings.limits;
  const { usage } = number;
  let throughput = usage.throughput;
  if (throughput_per_second !== null) {
    // A second's worth may come at once.
    const next = arrival(usage.throughput, now, {
      interval: 1_000 / throughput_per_second,
      burst: throughput_per_second,
    });
    if (next === undefined) throw new GraphError(130429);
    throughput = next;
  }
  if (pair_interval_ms !== null) {
    const next = arrival(usage.pairs.get(phone) ?? 0, now, {
      interval: pair_interval_ms,
      burst: pair_burst,
    });
    if (next === undefined) throw new GraphError(131056);
    usage.pairs.set(phone, next);
    if (usage.pairs.size > usage.pairsSweptAt) sweep(number, now);
  }
  usage.throughput = throughput;
}

/** The stream's next theoretical arrival time, or undefined when this one comes too early (GCRA). */
function arrival(due: number, now: number, { interval, burst }: { interval: number; burst: number }) {
  if (due - now > (burst - 1) * interval + 1e-6) return undefined;
  return Math.max(due, now) + interval;
}

/** A pair whose due time is past is as good as one never seen. */
function sweep({ usage }: PhoneNumber, now: number) {
  for (const [phone, due] of usage.pairs) if (due <= now) usage.pairs.delete(phone);
  usage.pairsSweptAt = Math.max(100_000, usage.pairs.size * 2);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Counts a person the portfolio begins to write to, outside their window, and says with which code the message fails
 * when they are one too many. Meta does not name the code; 131048, later, is a guess (Meta: messaging limits).
 */
export function spendInitiation(network: Network, number: PhoneNumber, phone: number): 131048 | undefined {
  const { portfolio } = network.business;
  const allowed = peopleOf(portfolio.limit);
  if (allowed === Number.POSITIVE_INFINITY || windowIsOpen(network, phone, number.index)) return undefined;
  const now = network.clock.now();
  for (const [person, at] of portfolio.initiated) if (now - at >= DAY_MS) portfolio.initiated.delete(person);
  if (!portfolio.initiated.has(phone) && portfolio.initiated.size >= allowed) return 131048;
  portfolio.initiated.set(phone, now);
  return undefined;
}

/** Counts a call against the hour and returns the percentage used; past 100 % it is refused with 80007. */
export function countCall(
  { clock, conditions, business }: Network,
  accountId: string,
  weight: 0 | 1,
): number {
  const limit = conditions.settings.limits.management_calls_per_hour;
  const account = business.accounts.get(accountId);
  if (limit === null || !account) return 0;
  const { calls } = account;
  const now = clock.now();
  if (now - calls.since >= HOUR_MS) Object.assign(calls, { since: now, count: 0 });
  if (weight === 1 && calls.count >= limit) throw new GraphError(80007);
  calls.count += weight;
  return Math.min(100, Math.floor((calls.count * 100) / limit));
}
