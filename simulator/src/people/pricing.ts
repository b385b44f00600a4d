// Which messages are not charged, by Meta's per-message pricing since October 2026 (Meta: limits).
import type { PhoneNumber } from "../business/index.ts";
import { entry } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { windowIsOpen } from "./window.ts";

/** Counts a service message against the number's monthly allowance. */
export function isFree(network: Network, number: PhoneNumber, row: number): boolean {
  const { free_service_per_month, utility_in_window_billable } = network.conditions.settings.pricing;
  const category = entry.category(network.ledger, row);
  if (category === "utility") {
    return (
      !utility_in_window_billable && windowIsOpen(network, network.ledger.rows.phone.get(row), number.index)
    );
  }
  if (category !== "service") return false;
  if (free_service_per_month === null) return true;
  const month = monthOf(network.clock.now());
  if (number.usage.month !== month) Object.assign(number.usage, { month, service: 0 });
  number.usage.service += 1;
  return number.usage.service <= free_service_per_month;
}

/** Months by UTC; Meta's own boundary is not documented. Cached: a Date per message is dear. */
let cached = { until: 0, from: 0, month: "" };

function monthOf(now: number): string {
  if (now >= cached.from && now < cached.until) return cached.month;
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  cached = {
    from: Date.UTC(year, month),
    until: Date.UTC(year, month + 1),
    month: `${year}-${month + 1}`,
  };
  return cached.month;
}
