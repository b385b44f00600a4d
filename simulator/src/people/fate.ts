// Why an accepted message will fail later, told by webhook only.
import type { PersonFault } from "../faults.ts";
import type { Category } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import type { PhoneNumber } from "../business/index.ts";
import { hasBlocked } from "./index.ts";
import { temperOf } from "./temper.ts";
import { windowIsOpen } from "./window.ts";

export type Fate = {
  phone: number;
  number: PhoneNumber;
  category: Category;
  isTemplate: boolean;
  fault: PersonFault | undefined;
};

/** The code the failed status will carry; undefined when it goes through. */
export function failureOf(network: Network, fate: Fate): number | undefined {
  const injected = fate.fault?.fail ?? randomFailure(network, fate.number);
  if (injected !== undefined) return injected;
  return unreachable(network, fate) ?? unwanted(network, fate);
}

/** Shares of the faults document; limited to the numbers it names. */
function randomFailure({ conditions }: Network, number: PhoneNumber): number | undefined {
  const { faults, random } = conditions;
  if (faults.only_numbers.length > 0 && !faults.only_numbers.includes(number.id)) return undefined;
  return faults.errors.find(({ path, code, rate }) => path === "async" && random.chance(`fail ${code}`, rate))
    ?.code;
}

function unreachable({ conditions, people }: Network, { phone, number }: Fate): number | undefined {
  if (number.blocked.has(phone)) return 130403;
  const temper = temperOf(phone);
  // 131026 covers absence and being blocked alike: Meta does not tell a business who blocked it.
  if (temper === "not_on_whatsapp" || temper === "blocks" || hasBlocked(people, phone, number.index))
    return 131026;
  return conditions.random.chance("unreachable", conditions.people.unreachable_rate) ? 131026 : undefined;
}

function unwanted(network: Network, { phone, number, category, isTemplate }: Fate): number | undefined {
  const { window, withhold_us_marketing } = network.conditions.settings.messages;
  if (!isTemplate && window === "async" && !windowIsOpen(network, phone, number.index)) return 131047;
  if (temperOf(phone) === "marketing_capped") return 131049;
  if (category !== "marketing" && category !== "marketing_lite") return undefined;
  if (network.people.find(phone)?.stoppedMarketing) return 131050;
  return withhold_us_marketing && /^1\d{10}$/.test(String(phone)) ? 131049 : undefined;
}
