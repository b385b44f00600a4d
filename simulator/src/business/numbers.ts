// A business phone number, its profile and what it has used of its limits.
import type { Account, Callback } from "./index.ts";
import { freshNumberStanding, type NumberStanding } from "./standing.ts";

export type PhoneNumber = {
  index: number;
  id: string;
  account: Account;
  digits: string;
  verifiedName: string;
  /** `pin` null: two-step verification is off, registration sets it (Meta: phone numbers). */
  registration: { registered: boolean; verified: boolean; pin: string | null; attempts: number[] };
  standing: NumberStanding;
  override: Callback | null;
  profile: Record<string, unknown>;
  /** People this business has blocked: sends to them fail with 130403. */
  blocked: Set<number>;
  usage: Usage;
};

export type Usage = {
  /** Theoretical arrival times (GCRA), of the number's whole stream and of each person's. */
  throughput: number;
  pairs: Map<number, number>;
  pairsSweptAt: number;
  /** Service messages this month, for the free allowance. */
  month: string;
  service: number;
};

export function createNumber(index: number, account: Account, digits?: string): PhoneNumber {
  return {
    index,
    id: String(300_000_000_000_001 + index),
    account,
    digits: digits ?? String(15_550_100_000 + index),
    verifiedName: "Marigold Travels",
    registration: { registered: true, verified: true, pin: "000000", attempts: [] },
    standing: freshNumberStanding(),
    override: null,
    profile: { about: "Trips, tickets and reminders", vertical: "TRAVEL" },
    blocked: new Set(),
    usage: freshUsage(),
  };
}

export function freshUsage(): Usage {
  return { throughput: 0, pairs: new Map(), pairsSweptAt: 100_000, month: "", service: 0 };
}

/** As Meta shows it, such as +1 555-010-0000 or +91 484 000 0000. */
export function displayOf(digits: string): string {
  const us = /^1(\d{3})(\d{3})(\d{4})$/.exec(digits);
  if (us) return `+1 ${us[1]}-${us[2]}-${us[3]}`;
  return `+${digits.slice(0, 2)} ${digits.slice(2).replace(/(\d{3})(?=\d{3})/g, "$1 ")}`;
}
