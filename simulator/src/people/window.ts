// The 24-hour customer service window of one person and one number (Meta: limits).
import type { Network } from "../network.ts";
import { temperOf } from "./temper.ts";

const WINDOW_MS = 24 * 3_600_000;
/** "Everyone wrote today": an hour ago by real time, so that a jump of the clock closes the window. */
const WROTE_AGO_MS = 3_600_000;

export function windowIsOpen(network: Network, phone: number, number: number): boolean {
  const now = network.clock.now();
  const wroteAt = network.people.find(phone)?.lastWritten.get(number)?.at;
  if (wroteAt !== undefined && now - wroteAt < WINDOW_MS) return true;
  if (temperOf(phone) === "has_not_written" || network.conditions.people.window === "closed") return false;
  return now - (network.clock.wall() - WROTE_AGO_MS) < WINDOW_MS;
}
